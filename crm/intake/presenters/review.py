"""What the review list shows, as words ready to print."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.templatetags.interface import initial, tint
from crm.intake.models import Inquiry
from kit.templatetags import days

REASONS = {
    "trap": gettext_lazy("filled in a field that people do not see"),
    "advertising": gettext_lazy("reads like advertising"),
    "mistake": gettext_lazy("a call that was written down by mistake"),
}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One inquiry to decide about; `form` is the reason for discarding it."""

    inquiry: Inquiry
    tint: str
    initial: str
    why: str
    since: str
    form: Form


def rows(inquiries: Iterable[Inquiry], at: datetime, *, form_of: Callable[[int], Form]) -> list[ReviewRow]:
    """The rows; `form_of` gives the form of an inquiry's key."""
    return [
        ReviewRow(
            inquiry,
            tint(inquiry.name),
            initial(inquiry.name),
            str(REASONS.get(inquiry.suspect_reason, inquiry.suspect_reason)),
            days.ago(inquiry.asked_at, at),
            form_of(inquiry.pk),
        )
        for inquiry in inquiries
    ]


def released(inquiry: Inquiry) -> str:
    """Who calls the visitor of a released inquiry."""
    owner = inquiry.lead.owner if inquiry.lead else None
    if owner is None:
        return _("%(name)s is in the pool now.") % {"name": inquiry.name}
    return _("%(owner)s calls %(name)s now.") % {"owner": owner.name, "name": inquiry.name}
