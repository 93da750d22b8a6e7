"""Addresses of the public form and of the desk."""

from django.urls import path

from crm.views import acts, desk, public

app_name = "crm"

urlpatterns = [
    path("inquire/", public.inquire, name="inquire"),
    path("inquire/received/<str:token>/", public.received, name="received"),
    path("hotline/tap/", public.tap, name="tap"),
    path("hotline/<int:pk>.vcf", public.vcard, name="vcard"),
    path("desk/", desk.inbox, name="desk"),
    path("desk/leads/<int:pk>/", desk.lead, name="lead"),
    path("desk/leads/<int:pk>/call/", acts.call, name="lead-call"),
    path("desk/leads/<int:pk>/advance/", acts.advance, name="lead-advance"),
    path("desk/leads/<int:pk>/note/", acts.note, name="lead-note"),
    path("desk/leads/<int:pk>/next-step/", acts.next_step, name="lead-next-step"),
    path("desk/leads/<int:pk>/assign/", acts.assign, name="lead-assign"),
    path("desk/leads/<int:pk>/reveal/", acts.reveal, name="lead-reveal"),
]
