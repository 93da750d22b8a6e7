"""Addresses of the routing rules."""

from django.urls import path

from crm.routing.views import routing

app_name = "routing"

urlpatterns = [
    path("desk/routing/", routing.rules, name="routing-rules"),
    path("desk/routing/<int:version>/restore/", routing.restore, name="routing-restore"),
]
