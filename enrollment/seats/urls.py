"""Addresses of a class with its groups, and of registrations."""

from django.urls import path

from enrollment.seats.views import registrations, sessions

app_name = "seats"

urlpatterns = [
    path("<int:pk>/", sessions.session, name="session"),
    path("leads/<int:pk>/", registrations.lead_panel, name="lead-panel"),
    path("leads/<int:pk>/register/", registrations.register, name="register"),
    path("organisations/<int:pk>/", registrations.organisation_panel, name="organisation-panel"),
    path("registrations/<int:pk>/cancel/", registrations.cancel, name="cancel"),
]
