"""When the next step of an open lead is due."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Due(TextChoices):
    """The ways in which a list asks for it; each but the last holds what is late, too."""

    LATE = "late", _("late")
    TODAY = "today", _("today or late")
    WEEK = "week", _("within a week")
    NEVER = "never", _("no next step")
