"""The room as a Django app."""

from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    """A room of the house."""

    name = "enrollment"
