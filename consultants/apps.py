"""This room as a Django app."""

from django.apps import AppConfig


class ConsultantsConfig(AppConfig):
    """A room of the house."""

    name = "consultants"
