"""The toolbox as a Django app."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Tools without a domain noun."""

    name = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the deployment checks and listen for Celery's start."""
        from kit import checks, heartbeat

        checks.register()
        heartbeat.listen()
