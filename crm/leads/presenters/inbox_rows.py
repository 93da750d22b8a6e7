"""Leads in a list, as words ready to print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from content.templatetags.interface import initial, tint
from crm.leads.models import Lead
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from kit import clock
from kit.templatetags import days

COUNTS_WITHIN = timedelta(minutes=90)
MINUTE = timedelta(minutes=1)
COLOURS = {"late": "badge-danger", "tight": "badge-warn"}


@dataclass(frozen=True, slots=True)
class Clock:
    """The one clock of a lead: its words, its colour class, and ISO `due` where the browser counts the minutes on."""

    words: str
    badge: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One lead in the list; `is_current` marks the one shown beside it."""

    pk: int
    url: str
    is_current: bool
    name: str
    tint: str
    initial: str
    organisation: str
    asked: str
    text: str
    clock: Clock | None
    badges: tuple[str, ...]


def inbox(
    leads: Iterable[Lead], at: datetime, *, shows_owner: bool, query: str = "", current: int | None = None
) -> list[Row]:
    """The rows of the list; `query` keeps its narrowing in their addresses, `current` is the lead open beside it."""
    tail = f"?{query}" if query else ""
    sources = {source.value: str(source.label) for source in Source}
    stages = {stage.value: str(stage.label) for stage in Stage}
    rows = []
    for lead in leads:
        source = sources[lead.source]
        badges = [_("%(number)s people") % {"number": lead.head_count}] if lead.head_count else []
        badges.append(source if lead.is_open else stages[lead.stage])
        if shows_owner:
            badges.append(lead.owner.name if lead.owner else _("in the pool"))
        rows.append(
            Row(
                pk=lead.pk,
                url=lead.get_absolute_url() + tail,
                is_current=lead.pk == current,
                name=lead.name,
                tint=tint(lead.name),
                initial=initial(lead.name),
                organisation=lead.organisation.name if lead.organisation else "",
                asked=days.ago(lead.last_asked_at, at),
                text=lead.theme or lead.next_step_note or source,
                clock=clock_of(lead, at),
                badges=tuple(badges),
            )
        )
    return rows


def clock_of(lead: Lead, at: datetime) -> Clock | None:
    """The clock of a lead's next step; None where there is nothing to wait for."""
    due_at = lead.next_step_at
    if due_at is None:
        return None
    left = due_at - at
    colour = COLOURS.get(lead.urgency(at), "badge-info")
    if abs(left) < COUNTS_WITHIN:
        words = _("{} min left") if left >= timedelta() else _("{} min late")
        return Clock(words.format(-(-abs(left) // MINUTE)), colour, due=clock.local(due_at).isoformat())
    said = days.short(due_at, at)
    return Clock(_("late since %(when)s") % {"when": said} if left < timedelta() else said, colour)
