"""The undo button, which later apps share."""

from django.urls import path

from crm.leads.views import undo

app_name = "leads"

urlpatterns = [
    path("desk/actions/<int:pk>/undo/", undo.undo, name="action-undo"),
]
