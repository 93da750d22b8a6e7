"""Addresses of classes."""

from django.urls import path

from enrollment.classes import views

app_name = "classes"

urlpatterns = [
    path("", views.session_list, name="session-list"),
    path("calendar/", views.calendar_panel, name="calendar-panel"),
]
