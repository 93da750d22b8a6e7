"""Why leads are lost, as the desk offers it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LostReason(TextChoices):
    """A usual reason; a lead keeps its words."""

    BUDGET = "budget", _("Budget does not allow it")
    ELSEWHERE = "elsewhere", _("Chose another centre")
    CANCELLED = "cancelled", _("Plan cancelled")
    DATES = "dates", _("Dates do not fit")
    ONLY_ASKED = "only_asked", _("Only asked for information")
