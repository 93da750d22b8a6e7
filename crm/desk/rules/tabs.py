"""The tabs of the inbox."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tab(TextChoices):
    """The tabs of the inbox, in the order in which they should be emptied."""

    WAITING = "waiting", _("First answer owed")
    COVER = "cover", _("Standing in")
    TODAY = "today", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    OPEN = "open", _("All open")
    ALL = "all", _("All leads")
