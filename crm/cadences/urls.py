"""Addresses of the follow-up plan."""

from django.urls import path

from crm.cadences.views import plan

app_name = "cadences"

urlpatterns = [
    path("desk/cadence/", plan.edit, name="cadence"),
    path("desk/cadence/board/", plan.board, name="cadence-board"),
    path("desk/cadence/<int:version>/restore/", plan.restore, name="cadence-restore"),
]
