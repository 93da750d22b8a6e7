"""The timeline of a lead, as words ready to print."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.leads.models import Action, Activity, Kind
from crm.leads.presenters import ownership
from crm.leads.queries.timeline import Entry
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from kit import clock
from kit.templatetags.days import day_in_words, short_time
from messaging.models import Message

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
    Kind.SAME_ORGANISATION: "building-2",
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


def timeline(
    entries: Sequence[Entry], *, undone: Mapping[datetime, datetime] | None = None, undoable: Action | None = None
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


def undo_address(action: Action | None) -> str:
    """Where an action is taken back; empty where there is none."""
    return reverse("leads:action-undo", args=[action.pk]) if action else ""


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
            yield from ownership.words(line, kind)


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
