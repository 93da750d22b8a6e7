"""The room `content` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from content import unrouted


class ContentConfig(AppConfig):
    """Pages, the centre's profile and the hit counter."""

    name = "content"
    verbose_name = _("Pages and articles")

    def ready(self) -> None:
        """Spare every process an interface of Wagtail's that is not offered here; its applications start later."""
        unrouted.leave_out()
