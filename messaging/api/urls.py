"""API addresses of this room, included under `/api/v1/`."""

from django.urls import path

from messaging.api import views

urlpatterns = [
    path("messages/", views.MessageList.as_view(), name="api-message-list"),
]
