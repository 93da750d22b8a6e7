"""API addresses of this app, included under `/api/v1/`."""

from django.urls import path

from consultants.api import views

urlpatterns = [
    path("roster/", views.Roster.as_view(), name="api-roster"),
    path("roster/now/", views.RosterNow.as_view(), name="api-roster-now"),
]
