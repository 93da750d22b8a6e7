"""The tabs of the desk."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tab(TextChoices):
    """The desk's queues, in the order in which they want to be emptied."""

    WAITING = "waiting", _("First answer owed")
    COVER = "cover", _("Standing in")
    TODAY = "today", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    OPEN = "open", _("All open")
    ALL = "all", _("All leads")
