"""How the desk says times: the badge with the clock, and how long ago something was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext as _

from crm.models import Activity, Kind, Lead
from kit import clock
from messaging.models import Message, State

register = template.Library()

SIGNS = {
    Kind.ASKED: "inbox",
    Kind.ASSIGNED: "route",
    Kind.MOVED: "milestone",
    Kind.CALLED: "phone",
    Kind.NOTED: "notebook-pen",
    Kind.PLANNED: "calendar-clock",
    Kind.TEXTED: "triangle-alert",
    Kind.DETAILED: "list-plus",
    Kind.REVEALED: "eye",
    Kind.REPLIED: "message-square-reply",
    Kind.ENROLLED: "graduation-cap",
}
TONES = {
    Kind.ASKED: "is-red",
    Kind.TEXTED: "is-red",
    Kind.REPLIED: "is-red",
    Kind.CALLED: "is-green",
    Kind.ENROLLED: "is-green",
}
MESSAGE_BADGES = {
    State.DELIVERED: "badge-ok",
    State.ACCEPTED: "badge-info",
    State.UNCERTAIN: "badge-warn",
    State.UNDELIVERED: "badge-danger",
    State.FAILED: "badge-danger",
}
COUNTS_WITHIN = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class ClockBadge:
    """The words, the colour class, and whether the browser may count the minutes on."""

    words: str
    badge: str
    counts: bool


@register.simple_tag
def clock_of(lead: Lead) -> ClockBadge | None:
    """The badge of a lead's next step; None where there is nothing to wait for."""
    at = clock.now()
    if lead.next_step_at is None:
        return None
    left = lead.next_step_at - at
    colour = {"late": "badge-danger", "tight": "badge-warn"}.get(lead.urgency(at), "badge-info")
    if abs(left) < COUNTS_WITHIN:
        minutes = -(-abs(left) // timedelta(minutes=1))
        words = _("{} min left") if left >= timedelta() else _("{} min late")
        return ClockBadge(words.format(minutes), colour, counts=True)
    if left < timedelta():
        return ClockBadge(_("late since %(when)s") % {"when": short(lead.next_step_at, at)}, colour, counts=False)
    return ClockBadge(short(lead.next_step_at, at), colour, counts=False)


@register.filter
def short(then: datetime, at: datetime) -> str:
    """An instant in as few signs as the desk needs: the time today, else the date and the time."""
    local = clock.local(then)
    return f"{local:%H:%M}" if local.date() == clock.local(at).date() else f"{local:%m-%d %H:%M}"


@register.filter
def moment(text: str) -> str:
    """An instant kept as ISO text in a diary line, as the wall clock shows it."""
    return f"{clock.local(datetime.fromisoformat(text)):%m-%d %H:%M}"


@register.filter
def sign(line: Activity) -> str:
    """The icon of a diary line."""
    return SIGNS[Kind(line.kind)]


@register.filter
def tone(line: Activity) -> str:
    """The colour class of a diary line's dot: red asks for somebody, green is work done."""
    return TONES.get(Kind(line.kind), "")


@register.filter
def message_badge(message: Message) -> str:
    """The badge class of a text message's state."""
    return MESSAGE_BADGES.get(State(message.state), "badge-muted")


@register.filter
def ago(then: datetime, at: datetime) -> str:
    """How long ago, in the coarsest unit that still tells something."""
    passed = at - then
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return _("%(minutes)s min ago") % {"minutes": passed // timedelta(minutes=1)}
    days = (clock.local(at).date() - clock.local(then).date()).days
    if days == 0:
        return f"{clock.local(then):%H:%M}"
    return _("yesterday") if days == 1 else f"{clock.local(then):%m-%d}"
