"""Enrolment as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrollmentConfig(AppConfig):
    """Classes and seats."""

    name = "enrollment"
    verbose_name = _("Classes and seats")

    def ready(self) -> None:
        """Listen to earlier rooms once every app is there."""
        from enrollment import receivers

        receivers.connect()
