"""In which order the open leads of a desk are to be called."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """Why a lead is in the queue, the most urgent first."""

    LATE = "late", _("Overdue")
    PROMISED = "promised", _("First answer owed")
    TODAY = "today", _("Due today")
    UNPLANNED = "unplanned", _("No next step yet")


def group_of(next_step_at: datetime | None, *, is_promised: bool, at: datetime) -> Group:
    """The group of a lead in the queue; `is_promised`: a call is promised, and no consultant has called since."""
    if next_step_at is None:
        return Group.UNPLANNED
    if next_step_at < at:
        return Group.LATE
    return Group.PROMISED if is_promised else Group.TODAY
