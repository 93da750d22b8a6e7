"""Other rules tried on past inquiries, as words ready to print."""

from django.utils.translation import gettext as _

from crm.routing.queries.replay import PastChoices


def sum_of(past: PastChoices) -> str:
    """How many leads of these days were tried, and why the others were not: each lead is counted once."""
    counted = (
        (len(past.pasts), _("%(number)s tried")),
        (past.decided, _("%(number)s unchanged, because person, organisation or telephone decided before any rule")),
        (past.unrecorded, _("%(number)s without a choice on record")),
        (past.older, _("the %(number)s oldest left out")),
    )
    parts = [words % {"number": number} for number, words in counted if number]
    return _("%(number)s leads came in these days: %(parts)s.") % {"number": past.count, "parts": _(", ").join(parts)}
