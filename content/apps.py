"""The room as a Django app."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """A room of the house."""

    name = "content"
