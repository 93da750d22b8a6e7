"""Addresses of classes and registrations."""

from django.urls import path

from enrollment.views import registrations, sessions

app_name = "enrollment"

urlpatterns = [
    path("", sessions.session_list, name="session-list"),
    path("<int:pk>/", sessions.session, name="session"),
    path("leads/<int:pk>/", registrations.lead_panel, name="lead-panel"),
    path("leads/<int:pk>/register/", registrations.register, name="register"),
    path("registrations/<int:pk>/cancel/", registrations.cancel, name="cancel"),
]
