"""Addresses of the follow-up plan."""

from django.urls import path

from crm.cadences.views import cadence

app_name = "cadences"

urlpatterns = [
    path("desk/cadence/", cadence.plan, name="cadence"),
    path("desk/cadence/board/", cadence.board, name="cadence-board"),
    path("desk/cadence/<int:version>/restore/", cadence.restore, name="cadence-restore"),
]
