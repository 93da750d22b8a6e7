"""The lists of the inbox."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tab(TextChoices):
    """The queue, on which the inbox opens, and the plain lists beside it."""

    QUEUE = "queue", _("Today's queue")
    OPEN = "open", _("All open")
    COVER = "cover", _("Standing in")
    ALL = "all", _("All leads")
