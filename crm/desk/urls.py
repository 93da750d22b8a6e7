"""Addresses of the desk."""

from django.urls import path

from crm.desk.views import acts, desk

app_name = "desk"

urlpatterns = [
    path("desk/", desk.inbox, name="desk"),
    path("desk/leads/<int:pk>/", desk.lead, name="lead"),
    path("desk/leads/<int:pk>/call/", acts.call, name="lead-call"),
    path("desk/leads/<int:pk>/advance/", acts.advance, name="lead-advance"),
    path("desk/leads/<int:pk>/reopen/", acts.reopen, name="lead-reopen"),
    path("desk/leads/<int:pk>/note/", acts.note, name="lead-note"),
    path("desk/leads/<int:pk>/next-step/", acts.next_step, name="lead-next-step"),
    path("desk/leads/<int:pk>/assign/", acts.assign, name="lead-assign"),
    path("desk/leads/<int:pk>/reveal/", acts.reveal, name="lead-reveal"),
    path("desk/leads/<int:pk>/stop-plan/", acts.stop_plan, name="lead-stop-plan"),
    path("desk/leads/<int:pk>/refuse-texts/", acts.refuse_texts, name="lead-refuse-texts"),
]
