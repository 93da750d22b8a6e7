"""The room as a Django app."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """A room of the house."""

    name = "crm"
