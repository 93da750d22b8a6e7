"""Addresses of the routing rules."""

from django.urls import path

from crm.routing.views import rules

app_name = "routing"

urlpatterns = [
    path("desk/routing/", rules.edit, name="routing-rules"),
    path("desk/routing/<int:version>/restore/", rules.restore, name="routing-restore"),
]
