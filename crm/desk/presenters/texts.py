"""The texts between one visitor and us, and a text before it is sent, as words ready to print."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from crm.desk.queries.texts import Thread
from crm.intake.models import Inquiry
from crm.leads.models import Activity, Lead
from crm.leads.services import texts
from crm.leads.services.texts import TextContent
from kit import clock
from kit.errors import Refusal
from kit.templatetags.days import day_heading
from messaging.errors import TemplateIncomplete
from messaging.models import Consent, Message, State, Subject, TemplateVersion
from messaging.models.message import MOST_A_DAY
from messaging.rules import lint, placeholders, segments
from messaging.rules.quiet_hours import CLOSES, OPENS
from messaging.services import permission
from messaging.services.outbox import Draft
from messaging.services.permission import Departure

# The sign of a state: an icon, and the CSS class of its tone.
SIGNS = {
    State.QUEUED: ("clock", "is-waiting"),
    State.ACCEPTED: ("check", ""),
    State.DELIVERED: ("check-check", "is-done"),
    State.UNDELIVERED: ("circle-alert", "is-failed"),
    State.FAILED: ("circle-alert", "is-failed"),
    State.EXPIRED: ("circle-alert", "is-failed"),
    State.UNCERTAIN: ("circle-help", "is-waiting"),
    State.CANCELLED: ("undo-2", "is-cancelled"),
}
# What the variables of our own templates are called; a manager's other ones keep their names.
LABELS = {
    "name": gettext_lazy("Name"),
    "consultant": gettext_lazy("Consultant"),
    "head_count": gettext_lazy("People"),
    "month": gettext_lazy("Month"),
    "organisation": gettext_lazy("Organisation"),
    "callback_at": gettext_lazy("When you call"),
    "document": gettext_lazy("What was sent"),
    "sent_to": gettext_lazy("Where to (mailbox, WeChat)"),
    "meet_at": gettext_lazy("When you meet them"),
    "place": gettext_lazy("Where"),
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text. `day` is the heading above it, empty while the day stays the same.

    `undo` is the address that takes it back, empty where that cannot be done; `again` is the key of a message that may
    be sent once more. `tone` and `icon` are those of its state.
    """

    body: str
    time: str
    who: str
    is_ours: bool = False
    is_by_hand: bool = False
    day: str = ""
    state: str = ""
    icon: str = ""
    tone: str = ""
    undo: str = ""
    again: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would leave: in pieces, each with the variable it fills; counted; and what keeps it back.

    `fixed` are the variables that are not the writer's to fill, `missing` those without a value. `checks` are in order,
    `waits` says until when it waits and why, `refusal` why it may not go at all.
    """

    pieces: list[tuple[str, str]]
    fixed: frozenset[str]
    missing: list[str]
    letters: int
    segments: int
    price: Decimal
    button: str
    checks: list[str]
    waits: str
    refusal: str


def bubbles(thread: Thread, lead: Lead, at: datetime) -> list[Bubble]:
    """The texts of a thread, the oldest first."""
    shown, found = None, []
    for then, entry in thread.entries:
        local = clock.local(then)
        bubble = _ours(entry, thread, lead, at) if isinstance(entry, Message) else _theirs(entry, lead)
        day = day_heading(then) if local.date() != shown else ""
        shown = local.date()
        found.append(replace(bubble, day=day, time=f"{local:%H:%M}"))
    return found


def preview(
    lead: Lead, content: TextContent, version: TemplateVersion | None, *, by: User, at: datetime, objection: str = ""
) -> Preview:
    """A text before it is sent; one that may not go, or is not complete, is shown as well.

    A text with an `objection` to how it was written is not judged any further.
    """
    leaving = permission.departure(lead.phone, at)
    refusal, body = objection, ""
    draft = texts.compose(lead, content, by=by, leaving=leaving)
    try:
        texts.refuse_strangers(lead)
        body = "" if objection else permission.may_text(draft, at=at).body
    except TemplateIncomplete:
        refusal = _("Fill in what is still open in the text.")
    except Refusal as found:
        refusal = str(found)
    pieces = _pieces(version, draft)
    body = body or "".join(piece for piece, _name in pieces)
    count = segments.count(body)
    return Preview(
        pieces,
        fixed=texts.FIXED,
        missing=[name for name in placeholders.names(version.text) if name not in draft.context] if version else [],
        letters=len(body),
        segments=count,
        price=Decimal(count * settings.SMS_FEN_PER_SEGMENT) / 100,
        button=_("Send %(when)s") % {"when": clock.spoken(leaving.at, seen_from=at)} if leaving.wait else _("Send"),
        checks=[_consent(lead), _place(leaving)],
        waits=_waits(leaving, at),
        refusal=refusal,
    )


def words_of(entry: Message | Activity | Inquiry) -> str:
    """What a text says."""
    match entry:
        case Message():
            return entry.body
        case Activity():
            return entry.text
        case Inquiry():
            return entry.remarks


def label_of(name: str) -> str:
    """What a variable is called."""
    return str(LABELS.get(name, name))


def _pieces(version: TemplateVersion | None, draft: Draft) -> list[tuple[str, str]]:
    """The text with the values as they are sent; the label of a value stands where it is missing."""
    if version is None:
        return [(f"【{settings.SMS_SIGNATURE}】", ""), (" ".join(draft.text.split()), "")]
    given = {name: lint.harmless(draft.context.get(name, "")) for name in placeholders.names(version.text)}
    return placeholders.pieces(
        version.full_text, {name: value or f"[{label_of(name)}]" for name, value in given.items()}
    )


def _consent(lead: Lead) -> str:
    """Why we may text at all: a consent that was written down, else the inquiry itself."""
    given = Consent.objects.filter(number=lead.phone, subject=Subject.FOLLOW_UP).order_by("-id").first()
    if given and given.is_given:
        when = clock.short_day(given.at, seen_from=clock.now())
        return _("Agreed to texts on %(day)s, %(how)s") % {"day": when, "how": given.get_how_display()}
    day = clock.short_day(lead.asked_at, seen_from=clock.now())
    return _("Asked us on %(day)s (%(source)s)") % {"day": day, "source": lead.get_source_display()}


def _place(leaving: Departure) -> str:
    return _("Text %(number)s of %(most)s that day") % {"number": leaving.place, "most": MOST_A_DAY}


def _waits(leaving: Departure, at: datetime) -> str:
    when = {"when": clock.spoken(leaving.at, seen_from=at), "opens": f"{OPENS:%H:%M}", "closes": f"{CLOSES:%H:%M}"}
    match leaving.wait:
        case permission.Wait.QUIET_HOURS:
            return _("Texts leave between %(opens)s and %(closes)s; this one leaves %(when)s.") % when
        case permission.Wait.DAILY_LIMIT:
            return _("This number has had its two texts of the day; this one leaves %(when)s.") % when
        case _none:
            return ""


def _theirs(entry: Activity | Inquiry, lead: Lead) -> Bubble:
    return Bubble(body=words_of(entry), time="", who=lead.name)


def _ours(message: Message, thread: Thread, lead: Lead, at: datetime) -> Bubble:
    state = State(message.state)
    icon, tone = SIGNS.get(state, ("send", ""))
    action = thread.actions.get(message.dedupe_key) if state == State.QUEUED else None
    is_again = state in texts.DID_NOT_ARRIVE and message.by_id is not None and not lead.is_in_pool
    return Bubble(
        body=message.body,
        time="",
        who=str(message.by) if message.by else _("System"),
        is_ours=True,
        is_by_hand=message.by_id is not None,
        state=" · ".join(filter(None, _state_words(message, state, at))),
        icon=icon,
        tone=tone,
        undo=reverse("leads:action-undo", args=[action]) if action else "",
        again=message.pk if is_again else None,
    )


def _state_words(message: Message, state: State, at: datetime) -> Iterable[str]:
    """The state in words, and why."""
    if state == State.QUEUED and message.due_at > at + permission.UNDO_DELAY:
        yield _("leaves %(when)s") % {"when": clock.spoken(message.due_at, seen_from=at)}
        return
    yield _("taken back") if state == State.CANCELLED and not message.error_code else message.get_state_display()
    if state != State.DELIVERED:
        yield str(message.error_words)
