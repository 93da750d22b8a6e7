"""The app `content`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """Pages, the centre's profile and the hit counter."""

    name = "content"
    verbose_name = _("Pages and articles")

    def ready(self) -> None:
        """Listen to Wagtail."""
        from content import receivers

        receivers.connect()
