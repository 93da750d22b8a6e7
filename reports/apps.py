"""The room as a Django app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """A room of the house."""

    name = "reports"
