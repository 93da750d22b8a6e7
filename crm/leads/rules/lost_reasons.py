"""Why leads are lost, as the desk offers it."""

from django.utils.translation import gettext_lazy as _

LOST_REASONS = (
    _("Budget does not allow it"),
    _("Chose another centre"),
    _("Plan cancelled"),
    _("Dates do not fit"),
    _("Only asked for information"),
)
