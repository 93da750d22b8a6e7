"""What the desk shows, as words ready to print."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.templatetags.interface import initial, tint
from crm.models import Activity, Deed, Kind, Lead
from crm.queries.desk import Entry, Tab
from crm.rules import stages
from crm.rules.attribution import Source
from crm.rules.cadence import Outcome
from crm.rules.stages import PATH, Stage
from crm.screens import ownership as ownership_words
from kit import clock
from kit.templatetags import days
from kit.templatetags.days import day_in_words, short_time
from messaging.models import Message

COUNTS_WITHIN = timedelta(minutes=90)
MINUTE = timedelta(minutes=1)
COLOURS = {"late": "badge-danger", "tight": "badge-warn"}
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
    Kind.ESCALATED: "siren",
    Kind.POOLED: "waves-horizontal",
    Kind.WARNED: "hourglass",
    Kind.KEPT: "lock-keyhole",
    Kind.KINDRED: "building-2",
    Kind.STOPPED: "circle-slash",
}
TONES = {
    Kind.ASKED: "is-red",
    Kind.TEXTED: "is-red",
    Kind.ESCALATED: "is-red",
    Kind.REPLIED: "is-red",
    Kind.CALLED: "is-green",
    Kind.ENROLLED: "is-green",
}


@dataclass(frozen=True, slots=True)
class Queue:
    """One tab of the desk; `count` is None where nobody counts."""

    value: str
    label: str
    count: int | None


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


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on a lead's path: `state` is its class, `is_reachable` whether a tap moves the lead there."""

    value: str
    label: str
    state: str
    is_reachable: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline; `day` is the heading above it, empty while the day stays the same.

    `undone` says by whom and when, `undo` is the address that undoes it; empty where there is nothing of it.
    """

    day: str
    time: str
    icon: str
    tone: str
    title: str
    words: str
    card: str
    badge: str = ""
    badge_words: str = ""
    undone: str = ""
    undo: str = ""


def queues(counts: dict[str, int]) -> list[Queue]:
    """The tabs above the list; the one for others' work only while there is some."""
    shown = [tab for tab in Tab if tab != Tab.COVER or counts.get(Tab.COVER)]
    return [Queue(tab.value, str(tab.label), counts.get(tab.value)) for tab in shown]


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
                url=address(lead.pk) + tail,
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


def address(pk: int) -> str:
    """Where a lead is shown."""
    return reverse("crm:lead", args=[pk])


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


def path(lead: Lead) -> list[Step]:
    """The stages a lead passes through, and how far it has come."""
    reached = PATH[: PATH.index(Stage(lead.furthest)) + 1]
    return [
        Step(
            stage.value,
            str(stage.label),
            "is-current" if stage == lead.stage else "is-done" if stage in reached else "",
            is_reachable=not lead.is_in_pool and stages.allows(Stage(lead.stage), stage),
        )
        for stage in PATH
    ]


def timeline(
    entries: Sequence[Entry], *, undone: Mapping[datetime, datetime] | None = None, undoable: Deed | None = None
) -> Iterator[Line]:
    """The diary and the text messages on one line; a heading wherever the day changes.

    The lines of one act have one instant; so have those of its undoing, which name who did it.
    """
    shown = None
    marks = {at: _undone(then, entries) for at, then in (undone or {}).items()}
    for entry in entries:
        local = clock.local(entry.at)
        day = f"{day_in_words(entry.at)} {date_format(local, 'l')}" if local.date() != shown else ""
        shown = local.date()
        if entry.activity:
            line = _diary_line(entry.activity, day, f"{local:%H:%M}")
            is_undoable = undoable is not None and undoable.at == entry.at
            yield replace(line, undone=marks.get(entry.at, ""), undo=undo_address(undoable) if is_undoable else "")
            undoable = None if is_undoable else undoable
        elif entry.message:
            yield _text_line(entry.message, day, f"{local:%H:%M}")


def _undone(at: datetime, entries: Iterable[Entry]) -> str:
    actors = (entry.activity.actor for entry in entries if entry.activity and entry.at == at)
    return f"{next(actors, None) or ''} {short_time(at)}".strip()


def undo_address(deed: Deed | None) -> str:
    """Where a deed is taken back; empty where there is none."""
    return reverse("crm:deed-undo", args=[deed.pk]) if deed else ""


def _diary_line(line: Activity, day: str, time: str) -> Line:
    kind = Kind(line.kind)
    words = [*_diary_words(line, kind), f"· {line.actor}" if line.actor else ""]
    return Line(
        day=day,
        time=time,
        icon=SIGNS[kind],
        tone=TONES.get(kind, ""),
        title=str(kind.label),
        words=" ".join(filter(None, words)),
        card="" if kind == Kind.REVEALED else line.text,
    )


def _diary_words(line: Activity, kind: Kind) -> Iterable[str | None]:
    """What one diary line says beside its kind."""
    told = line.data
    match kind:
        case Kind.ASKED:
            yield from (told.get("page"), told.get("inquiry"))
        case Kind.MOVED:
            yield f"{_stage(line.stage_from)} →" if line.stage_from else ""
            yield _stage(line.stage_to)
        case Kind.CALLED:
            yield str(Outcome(line.outcome).label)
        case Kind.PLANNED:
            yield short_time(datetime.fromisoformat(told["due_at"]))
        case Kind.DETAILED:
            yield from (told.get("theme"), told.get("month"), told.get("organisation"))
        case Kind.REVEALED:
            yield _("to dial") if line.text == "dial" else _("to read")
        case _other:
            yield from ownership_words.words(line, kind)


def _stage(value: str) -> str:
    return str(Stage(value).label)


def _text_line(message: Message, day: str, time: str) -> Line:
    return Line(
        day=day,
        time=time,
        icon="send",
        tone="is-blue",
        title=_("Text message"),
        words=message.masked_number,
        card=message.body,
        badge=message.badge,
        badge_words=message.get_state_display(),
    )
