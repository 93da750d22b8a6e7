"""What later apps share: the undo button, and the line about leads of the same visitor."""

from django.urls import path

from crm.leads.views import duplicates, undo

app_name = "leads"

urlpatterns = [
    path("desk/duplicates/typed/", duplicates.typed, name="duplicates-typed"),
    path("desk/actions/<int:pk>/undo/", undo.undo, name="action-undo"),
]
