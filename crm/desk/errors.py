"""What cannot be done at the desk, and what to do instead."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.errors import Refusal


class TooManyViews(Refusal):
    """A user keeps only so many views."""

    code = "too_many_views"
    field = "name"
    message = _("You keep twelve views already: remove one first.")


class ViewNameTaken(Refusal):
    """Two views of one user would have the same name."""

    code = "view_name_taken"
    field = "name"
    message = _("You have a view of this name already. Choose another name.")


class TooManyLeads(Refusal):
    """One action covers only so many leads."""

    code = "too_many_leads"
    message = _("At most 200 leads are changed at once: choose fewer, or narrow the list.")


class TooManyTags(Refusal):
    """A lead has only so many tags."""

    code = "too_many_tags"
    message = _("A lead has at most ten tags.")


class NotKnownOfLead(Refusal):
    """A text for many leads says something that one of them does not know."""

    code = "not_known_of_lead"
    message = _("What this text says is not known of the lead, such as a planned call: write to it on its own page.")


class NoLeadChosen(Refusal):
    """No lead is chosen, or none of them is the user's any more."""

    code = "no_lead_chosen"
    message = _("Choose at least one lead of your own in the list.")


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


class MovedMeanwhile(Refusal):
    """A colleague has moved the lead since the page was opened."""

    code = "moved_meanwhile"

    def __init__(self, now: str) -> None:
        """Say where the lead stands now."""
        super().__init__(
            _("Meanwhile a colleague has moved this lead; now: %(now)s. Send this again to move it all the same.")
            % {"now": now}
        )
