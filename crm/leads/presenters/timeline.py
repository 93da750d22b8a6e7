"""The timeline of a lead, as words ready to print."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.leads.models import Action, Activity, Kind, Lead
from crm.leads.presenters import details, ownership
from crm.leads.queries.timeline import group_of, instant_of
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.show import Show
from crm.leads.rules.stages import Stage
from kit import clock, language
from kit.templatetags.days import day_heading, short_time
from messaging.models import Message

ICONS = {
    Kind.ASKED: "inbox",
    Kind.ASSIGNED: "route",
    Kind.MOVED: "milestone",
    Kind.CALLED: "phone",
    Kind.NOTED: "notebook-pen",
    Kind.PLANNED: "calendar-clock",
    Kind.TEXTED: "triangle-alert",
    Kind.DETAILED: "list-plus",
    Kind.CHANGED: "pencil",
    Kind.REVEALED: "eye",
    Kind.REPLIED: "message-square-reply",
    Kind.ENROLLED: "graduation-cap",
    Kind.ESCALATED: "siren",
    Kind.POOLED: "waves-horizontal",
    Kind.WARNED: "hourglass",
    Kind.KEPT: "lock-keyhole",
    Kind.SAME_ORGANISATION: "building-2",
    Kind.STOPPED: "circle-slash",
    Kind.PINNED: "pin",
    Kind.MERGED: "merge",
    Kind.FILED: "paperclip",
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

    `undone` says who undid it and when, `undo` is the address that undoes it; each is empty where it does not apply.
    `note` is the key of a note that may be pinned, `split` that of a lead merged here that may be split off. `mentions`
    are the colleagues whom the text of the `card` names.
    """

    icon: str
    tone: str
    title: str
    words: str
    card: str
    day: str = ""
    time: str = ""
    badge: str = ""
    badge_words: str = ""
    undone: str = ""
    undo: str = ""
    note: int | None = None
    is_pinned: bool = False
    split: int | None = None
    mentions: tuple[str, ...] = ()


def timeline(
    entries: Sequence[Activity | Message],
    *,
    show: Show = Show.ALL,
    undone: Mapping[datetime, datetime] | None = None,
    undoable: Action | None = None,
    sent: Mapping[str, Message] | None = None,
    pinned: int | None = None,
) -> Iterator[Line]:
    """The lines of a timeline that belong to a group, in the order of its entries.

    `sent` are the messages that consultants wrote, by their dedupe key: their activities show how they fared.
    All activities of one action have one instant. `undone` maps the instant of an undone action to that of its undoing,
    whose activities name who did it. `pinned` is the key of the note that is pinned.
    """
    shown = None
    undoing = set((undone or {}).values())
    marks = {at: _undone(undone_at, entries) for at, undone_at in (undone or {}).items()}
    for entry in entries:
        if show not in {Show.ALL, group_of(entry)}:
            continue
        at = instant_of(entry)
        local = clock.local(at)
        line = _of_activity(entry, sent or {}) if isinstance(entry, Activity) else _of_message(entry)
        day = day_heading(at) if local.date() != shown else ""
        line, shown = replace(line, day=day, time=f"{local:%H:%M}"), local.date()
        if isinstance(entry, Activity):
            line = replace(line, undone=marks.get(at, ""), split=None if at in marks else entry.data.get("other"))
            if entry.is_note and at not in marks and at not in undoing:
                line = replace(line, note=entry.pk, is_pinned=entry.pk == pinned)
            if undoable and undoable.at == at:
                line, undoable = replace(line, undo=undo_address(undoable)), None
        yield line


def chips(entries: Sequence[Activity | Message]) -> list[tuple[Show, int]]:
    """The groups of a timeline, each with the number of its entries."""
    counts = Counter(map(group_of, entries))
    return [(show, len(entries) if show == Show.ALL else counts[show]) for show in Show]


def pinned_note(lead: Lead, entries: Iterable[Activity | Message]) -> Line | None:
    """The note pinned above the timeline, with its day; None without one."""
    note = next((entry for entry in entries if isinstance(entry, Activity) and entry.pk == lead.pinned_id), None)
    if note is None:
        return None
    line = replace(_of_activity(note, {}), words=str(note.actor), time=short_time(note.at))
    return replace(line, note=note.pk, is_pinned=True)


def undo_address(action: Action | None) -> str:
    """Where an action is undone; empty without one."""
    return reverse("leads:action-undo", args=[action.pk]) if action else ""


def _undone(at: datetime, entries: Iterable[Activity | Message]) -> str:
    actors = (entry.actor for entry in entries if isinstance(entry, Activity) and entry.at == at)
    return f"{next(actors, None) or ''} {short_time(at)}".strip()


def _of_activity(activity: Activity, sent: Mapping[str, Message]) -> Line:
    kind = Kind(activity.kind)
    if message := sent.get(activity.data.get("message", "")):
        return replace(_of_message(message), words=f"· {activity.actor}")
    written = _written(activity.data.get("written_at"))
    words = [*_words(activity, kind), written, f"· {activity.actor}" if activity.actor else ""]
    return Line(
        icon=ICONS[kind],
        tone=TONES.get(kind, ""),
        title=str(kind.label),
        words=" ".join(filter(None, words)),
        card="" if kind == Kind.REVEALED else activity.text,
        mentions=tuple(name for _key, name in activity.data.get("mentions", ())),
    )


def _words(activity: Activity, kind: Kind) -> Iterable[str | None]:  # noqa: C901  (a case for each kind)
    """What stands beside the kind of an activity."""
    data = activity.data
    match kind:
        case Kind.ASKED:
            yield from (data.get("page"), data.get("inquiry"))
            if written := data.get("head_count"):
                yield _("· people: “%(written)s”") % {"written": written}
        case Kind.MOVED:
            yield f"{Stage(activity.stage_from).label} →" if activity.stage_from else ""
            yield str(Stage(activity.stage_to).label)
        case Kind.CALLED:
            yield str(Outcome(activity.outcome).label)
            yield _then(data.get("due_at"))
        case Kind.PLANNED:
            yield short_time(datetime.fromisoformat(data["due_at"]))
        case Kind.DETAILED:
            yield from (data.get("theme"), data.get("month"), data.get("organisation_name"))
        case Kind.CHANGED:
            yield details.label(data["field"])
            yield f"{details.words(data['field'], data['from'])} → {details.words(data['field'], data['to'])}"
        case Kind.REVEALED:
            yield data.get("number")
            yield _("to dial") if activity.text == "dial" else _("to read")
        case Kind.PINNED:
            yield _("pinned") if data["is_pinned"] else _("unpinned")
        case Kind.FILED:
            yield _("removed") if "removed" in data else _("added")
            yield language.listed(name for _key, name in data.get("removed") or data["files"])
        case _other:
            yield from ownership.words(activity, kind)


def _then(due_at: str | None) -> str:
    """The next step that was planned with a call."""
    return _("· next step %(when)s") % {"when": short_time(datetime.fromisoformat(due_at))} if due_at else ""


def _written(at: str | None) -> str:
    """When a line that was sent later was written."""
    return _("· written %(at)s without a connection") % {"at": short_time(datetime.fromisoformat(at))} if at else ""


def _of_message(message: Message) -> Line:
    return Line(
        icon="send",
        tone="is-blue",
        title=_("Text message"),
        words=message.masked_number,
        card=message.body,
        badge=message.badge,
        badge_words=message.get_state_display(),
    )
