"""This room as a Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """A room of the house."""

    name = "catalog"
