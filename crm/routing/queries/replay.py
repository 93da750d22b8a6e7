"""What came lately, as it was met, for trying other rules on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Q

from consultants.queries import OnRoster
from crm.leads.models import Lead
from crm.routing.rules.choice import BEFORE_RULES, Candidate, Question, Skip
from crm.routing.rules.document import Subject
from crm.routing.rules.replay import Past
from crm.routing.rules.trace import Trace, Weighed
from kit import clock

DAYS = 30
# What trying costs grows with the candidates of all leads together: so many take under three seconds on two slow cores,
# and are a month of 33,000 leads in a house of three. Fewer leads than `AT_LEAST` would tell too little.
CANDIDATES, AT_LEAST = 100_000, 3000
OBSTACLES = {skip.value: skip for skip in (Skip.ON_LEAVE, Skip.PAUSED, Skip.FULL, Skip.FULL_TODAY)}


@dataclass(frozen=True, slots=True)
class PastChoices:
    """The inquiries of the last days in order, and the leads they opened by key.

    Every other lead of these days is counted: those `decided` before any rule by person, organisation or telephone,
    those whose choice was `untold` (nobody to choose from, or before choices were kept), and the `older` ones left out.
    """

    pasts: list[Past]
    leads: dict[int, Lead]
    decided: int
    untold: int
    older: int

    @property
    def count(self) -> int:
        """All leads of these days."""
        return len(self.pasts) + self.decided + self.untold + self.older


def past_choices(roster: Collection[OnRoster], at: datetime) -> PastChoices:
    """Inquiries of the last thirty days that rules could have decided, the latest of them, in two statements.

    A lead the house chose again for is tried by its first choice, which is what rules decide.
    """
    these = Lead.objects.filter(asked_at__gte=at - timedelta(days=DAYS))
    at_most = max(AT_LEAST, CANDIDATES // max(1, len(roster)))
    counted = these.aggregate(all=Count("pk"), decided=Count("pk", filter=Q(routing_reason__in=BEFORE_RULES)))
    found = these.exclude(routing_reason__in=BEFORE_RULES)
    shown = found.only("name", "asked_at", "source", "head_count", "routing_trace").order_by("-asked_at")[:at_most]
    topics = {one.consultant.pk: one.specialities for one in roster}
    positions = {one.consultant.pk: one.consultant.position for one in roster}
    leads = {lead.pk: lead for lead in reversed(list(shown))}
    pasts = [past for lead in leads.values() if (past := _past(lead, topics, positions))]
    older = max(0, counted["all"] - counted["decided"] - len(leads))
    return PastChoices(pasts, leads, counted["decided"], untold=len(leads) - len(pasts), older=older)


def _past(lead: Lead, topics: dict[int, frozenset[str]], positions: dict[int, int]) -> Past | None:
    """None for leads whose decision was not written down."""
    told = Trace.read(lead.routing_trace)
    if told.chosen is None:
        return None
    subject = Subject(told.topics, lead.source, lead.head_count, clock.local(lead.asked_at))
    candidates = tuple(_candidate(desk, topics, positions) for desk in told.desks)
    return Past(lead.pk, candidates, Question(shown=told.shown, topics=told.topics, subject=subject), told.chosen)


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
