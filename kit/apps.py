"""The app of shared tools."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Tools without a domain noun."""

    name = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the deployment checks, and what the health page says about restarts."""
        from kit import checks, health_page

        checks.register()
        health_page.register("processes", health_page.processes)
