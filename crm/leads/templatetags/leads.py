"""The clock of a lead's next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.leads.models import Lead
from crm.leads.rules import mentions
from kit import clock
from kit.templatetags import days

register = template.Library()

COUNTS_WITHIN = timedelta(minutes=90)
MINUTE = timedelta(minutes=1)
TIGHT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Clock:
    """Words and CSS class; `due` is an ISO instant where the browser counts the minutes on, else empty."""

    words: str
    badge: str
    due: str = ""


@register.filter
def marked(text: str, names: Sequence[str]) -> SafeString:
    """A text with the colleagues whom it mentions marked."""
    cut = mentions.pieces(text, names)
    return format_html_join("", "{}", ((_mark(piece) if is_mention else piece,) for piece, is_mention in cut))


def _mark(piece: str) -> SafeString:
    return format_html('<mark class="mention">{}</mark>', piece)


@register.simple_tag
def clock_of(lead: Lead, at: datetime) -> Clock | None:
    """The clock of a lead's next step at an instant; None without a next step."""
    due_at = lead.next_step_at
    if due_at is None:
        return None
    left = due_at - at
    badge = "badge-danger" if left <= timedelta() else "badge-warn" if left <= TIGHT else "badge-info"
    if abs(left) < COUNTS_WITHIN:
        words = _("{} min left") if left >= timedelta() else _("{} min late")
        return Clock(words.format(-(-abs(left) // MINUTE)), badge, due=clock.local(due_at).isoformat())
    due = days.short(due_at, at)
    return Clock(_("late since %(when)s") % {"when": due} if left < timedelta() else due, badge)
