"""What cannot be done with users, and what to do instead."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.errors import Refusal


class HotlineMissing(Refusal):
    """A consultant without a hotline could not be on duty."""

    code = "hotline_missing"
    field = "hotline"
    message = _("A consultant answers a hotline: enter its number.")


class EditorHasHotline(Refusal):
    """An editor sees no leads, and so cannot answer a hotline."""

    code = "editor_has_hotline"
    field = "hotline"
    message = _("An editor sees no leads and answers no hotline: leave it empty, or choose another role.")


class OpenLeadsLeft(Refusal):
    """The open leads of a consultant would be left without one."""

    code = "open_leads_left"
    field = "hotline"

    def __init__(self, number: int) -> None:
        """Say how many."""
        words = ngettext(
            "%(number)s open lead belongs to this consultant: hand it over first.",
            "%(number)s open leads belong to this consultant: hand them over first.",
            number,
        )
        super().__init__(words % {"number": number})
