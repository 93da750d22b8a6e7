"""What the pages of this app, and the health page, read."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from kit import clock
from kit.health_page import Health
from messaging.models import (
    Approval,
    Channel,
    Message,
    Sender,
    SetAside,
    Template,
    TemplatePurpose,
    TemplateVersion,
)
from messaging.rules import placeholders
from messaging.rules.breaker import Position

PAGE_LENGTH = 50
PATIENCE_SECONDS = 60
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """How the outbox is doing: seconds the oldest due message has waited (0 when none does), and open doubts."""

    oldest_due_seconds: int
    uncertain_count: int

    @property
    def oldest_due_minutes(self) -> int:
        """The same in whole minutes, as a person reads it."""
        return self.oldest_due_seconds // 60

    @property
    def is_held_up(self) -> bool:
        """Whether messages wait longer than a dispatcher that works would let them."""
        return self.oldest_due_seconds > PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class SenderStatus:
    """A gateway's row and the position of its breaker."""

    sender: Sender
    position: Position
    is_paused: bool

    @property
    def is_well(self) -> bool:
        """Whether messages pass."""
        return self.position == Position.CLOSED and not self.is_paused


def health(at: datetime) -> OutboxFigures:
    """Whether messages get out; measured by their waiting, not by whether a worker process lives."""
    oldest = [
        due_at
        for channel in Channel.values
        if (due_at := Message.objects.due_by(at).filter(channel=channel).values_list("due_at", flat=True).first())
    ]
    waited = int((at - min(oldest)).total_seconds()) if oldest else 0
    return OutboxFigures(waited, Message.objects.uncertain().count())


def sender_statuses(names: list[str], at: datetime) -> list[SenderStatus]:
    """The status of each of these gateways, in the order given."""
    known = Sender.objects.in_bulk(names)
    found = [known.get(name) or Sender(gateway=name) for name in names]
    return [SenderStatus(one, one.breaker.position(at), one.is_paused(at)) for one in found]


def set_aside(at: datetime) -> list[SetAside]:
    """What providers posted in the last week and could not be read, newest first."""
    return list(SetAside.objects.filter(received_at__gte=at - SHOWN_FOR).order_by("-received_at")[:PAGE_LENGTH])


def outbox_health() -> Health:
    """The outbox as the health page shows it: what waits, what is unclear, and how many gateways are suspended."""
    at = clock.now()
    found = health(at)
    resting = sum(one.breaker.position(at) != Position.CLOSED for one in Sender.objects.all())
    figures = {
        "oldest_due_seconds": found.oldest_due_seconds,
        "uncertain": found.uncertain_count,
        "gateways_resting": resting,
    }
    return Health(is_well=not found.is_held_up and not resting, figures=figures)


@dataclass(frozen=True, slots=True)
class Listed:
    """A template in the list: the version that goes out, and one that waits for a decision."""

    template: Template
    current: TemplateVersion | None
    waiting: TemplateVersion | None


def templates() -> list[Listed]:
    """Every template with what is sent now and what is under way, in two statements."""
    listed = []
    for template in Template.objects.prefetch_related("versions"):
        versions = list(template.versions.all())
        current = next((one for one in versions if one.state == Approval.APPROVED), None)
        listed.append(Listed(template, current, next((one for one in versions if one.is_open), None)))
    return listed


def sendable(words: Collection[str]) -> list[TemplateVersion]:
    """The approved notices that need no other words than these, each in the version that is sent."""
    notices = TemplateVersion.objects.filter(state=Approval.APPROVED, template__purpose=TemplatePurpose.NOTIFY)
    newest = notices.filter(template__for_consultants=False)
    found = newest.order_by("template__key", "-number").distinct("template__key").select_related("template")
    return [one for one in found if not placeholders.unknown(one.text, words)]


def for_consultants(language: str = "") -> list[TemplateVersion]:
    """What consultants may send from a lead, each template in the version that is sent; of one language, or of all."""
    approved = TemplateVersion.objects.filter(state=Approval.APPROVED, template__for_consultants=True)
    if language:
        approved = approved.filter(template__language=language)
    return list(approved.order_by("template_id", "-number").distinct("template_id").select_related("template"))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A version beside the one before it: pieces of text, each with what happened to it (`=`, `+` or `-`)."""

    version: TemplateVersion
    pieces: list[tuple[str, str]]


def history(template: Template) -> list[Chapter]:
    """The versions of a template, newest first, each with what it changed."""
    versions = list(template.versions.select_related("created_by", "decided_by"))
    older = [one.text for one in versions[1:]] + [""]
    return [Chapter(one, difference(before, one.text)) for one, before in zip(versions, older, strict=True)]


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """What was kept, added and taken away, in the order of reading; a first version is all kept."""
    if not before:
        return [("=", after)]
    pieces = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("=", after[c:d]))
            continue
        pieces += [(sign, text) for sign, text in (("-", before[a:b]), ("+", after[c:d])) if text]
    return pieces
