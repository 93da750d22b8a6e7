"""The room as a Django app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """A room of the house."""

    name = "messaging"
