"""The inquiries of the last days as routing saw them, for trying other rules on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Q

from consultants.queries import OnRoster
from crm.leads.models import Lead
from crm.routing.rules.candidate import Candidate, Skip
from crm.routing.rules.choice import BEFORE_RULES, Question
from crm.routing.rules.document import Subject
from crm.routing.rules.replay import Past
from crm.routing.rules.trace import Trace, Weighed
from kit import clock

DAYS = 30
# The time of a trial grows with the candidates of all leads together: so many take under three seconds on two slow
# cores, and are a month of 33,000 leads with three consultants. With fewer leads than `AT_LEAST` it would say little.
CANDIDATES, AT_LEAST = 100_000, 3000
OBSTACLES = {skip.value: skip for skip in (Skip.ON_LEAVE, Skip.PAUSED, Skip.FULL, Skip.FULL_TODAY)}


@dataclass(frozen=True, slots=True)
class PastChoices:
    """The inquiries of the last days in order, and the leads they opened by key.

    Every other lead of these days is counted: those `decided` before any rule by person, organisation or telephone,
    those `unrecorded` (no consultant to choose from, or before choices were kept), and the `older` ones left out.
    """

    pasts: list[Past]
    leads: dict[int, Lead]
    decided: int
    unrecorded: int
    older: int

    @property
    def count(self) -> int:
        """All leads of these days."""
        return len(self.pasts) + self.decided + self.unrecorded + self.older


def past_choices(roster: Collection[OnRoster], at: datetime) -> PastChoices:
    """Inquiries of the last thirty days that rules could have decided, the latest of them, in two statements.

    A lead that was routed again is tried by its first choice, which is the one that rules decide.
    """
    these = Lead.objects.counted().filter(asked_at__gte=at - timedelta(days=DAYS))
    at_most = max(AT_LEAST, CANDIDATES // max(1, len(roster)))
    counted = these.aggregate(all=Count("pk"), decided=Count("pk", filter=Q(routing_reason__in=BEFORE_RULES)))
    by_rules = these.exclude(routing_reason__in=BEFORE_RULES)
    tried = by_rules.only("name", "asked_at", "source", "head_count", "routing_trace").order_by("-asked_at")[:at_most]
    topics = {person.consultant.pk: person.specialities for person in roster}
    positions = {person.consultant.pk: person.consultant.position for person in roster}
    leads = {lead.pk: lead for lead in reversed(list(tried))}
    pasts = [past for lead in leads.values() if (past := _past(lead, topics, positions))]
    older = max(0, counted["all"] - counted["decided"] - len(leads))
    return PastChoices(pasts, leads, counted["decided"], unrecorded=len(leads) - len(pasts), older=older)


def _past(lead: Lead, topics: dict[int, frozenset[str]], positions: dict[int, int]) -> Past | None:
    """None for a lead whose choice was not kept."""
    trace = Trace.read(lead.routing_trace)
    if trace.chosen is None:
        return None
    subject = Subject(trace.topics, lead.source, lead.head_count, clock.local(lead.asked_at))
    candidates = tuple(_candidate(desk, topics, positions) for desk in trace.desks)
    return Past(lead.pk, candidates, Question(shown=trace.shown, topics=trace.topics, subject=subject), trace.chosen)


def _candidate(desk: Weighed, topics: dict[int, frozenset[str]], positions: dict[int, int]) -> Candidate:
    return Candidate(
        consultant_id=desk.consultant_id,
        position=positions.get(desk.consultant_id, 0),
        open_leads=desk.open_leads,
        is_on_duty=desk.is_on_duty,
        next_on_duty_at=_instant(desk.next_on_duty_at),
        latest_at=_instant(desk.latest_at),
        name=desk.name,
        obstacle=OBSTACLES.get(desk.against or ""),
        topics=topics.get(desk.consultant_id, frozenset()),
        given=desk.given,
    )


def _instant(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
