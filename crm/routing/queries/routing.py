"""What the choice of a consultant needs to read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, Max, Q, QuerySet

from catalog.models import Programme
from consultants import queries as consultants
from consultants.queries import ROSTER_SECONDS, DutyCard, OnRoster
from consultants.rules import duty
from crm.leads.models import Lead, Organisation
from crm.leads.rules import organisations
from crm.leads.rules.sources import Source
from crm.routing.models import RoutingRuleSet
from crm.routing.rules import choice, regions
from crm.routing.rules.choice import Candidate, Decision, Question, Skip
from crm.routing.rules.document import NO_RULES, RuleSet, Subject
from crm.routing.rules.trace import Trace
from kit import clock, phones

# An old lead that stands still does not make a desk heavy.
LIGHTNESS_DAYS = 30


class Load(NamedTuple):
    """The leads of one consultant: those of the last weeks that are open, and when the latest of them came.

    `given` are those that came since Monday, open or not, `new_today` those of today. `open_ones` are all that are
    open; counted only for a consultant with a limit.
    """

    open_lately: int = 0
    latest_open_at: datetime | None = None
    open_ones: int = 0
    new_today: int = 0
    given: int = 0
    latest_given_at: datetime | None = None

    @property
    def latest_at(self) -> datetime | None:
        """When a lead last came; None for not lately."""
        return max(filter(None, (self.latest_open_at, self.latest_given_at)), default=None)


def loads(roster: Collection[OnRoster], at: datetime) -> dict[int, Load]:
    """The leads of each consultant on the roster.

    What is open and what was given are counted apart, each by its index; together all of the last weeks would be read.
    """
    today = clock.local(at).date()
    monday, midnight = clock.start_of(today - timedelta(days=today.weekday())), clock.start_of(today)
    limited = [one.consultant.pk for one in roster if one.open_leads_at_most is not None]
    lately = Lead.objects.open().filter(asked_at__gte=at - timedelta(days=LIGHTNESS_DAYS))
    counted = [
        _by_owner(lately, open_lately=Count("*"), latest_open_at=Max("asked_at")),
        _by_owner(
            Lead.objects.filter(asked_at__gte=monday),
            given=Count("*"),
            new_today=Count("asked_at", filter=Q(asked_at__gte=midnight)),
            latest_given_at=Max("asked_at"),
        ),
        _by_owner(Lead.objects.open().filter(owner__in=limited), open_ones=Count("*")),
    ]
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for row in chain.from_iterable(counted):
        found[row.pop("owner")] |= row
    return {pk: Load(**row) for pk, row in found.items()}


def _by_owner(leads: QuerySet[Lead], **figures: Aggregate) -> Iterable[dict[str, Any]]:
    return leads.filter(owner__isnull=False).values("owner").annotate(**figures).order_by()


def owner_of_organisation(name: str, rules: RuleSet, at: datetime) -> int | None:
    """Who has the latest lead of an organisation, within the days of the rules; None without a name or a lead."""
    if not name:
        return None
    since = at - timedelta(days=rules.organisation_days)
    key = Organisation.key_of(name)
    leads = Lead.objects.filter(organisation__key=key, last_asked_at__gte=since, owner__isnull=False)
    return leads.order_by("-last_asked_at").values_list("owner", flat=True).first()


def answering(decision: Decision, roster: Collection[OnRoster], at: datetime) -> tuple[OnRoster, OnRoster]:
    """The consultant of a decision, and who does the work now: the consultant, or during a leave the cover."""
    owner = next(one for one in roster if one.consultant.pk == decision.consultant_id)
    return owner, consultants.in_charge(owner.consultant.pk, at, among=roster) or owner


def duty_card(at: datetime) -> DutyCard | None:
    """Who would get an inquiry from the site now of which nothing is known: whose number the site shows.

    Judged at this instant, from a roster, rules and loads read at most ten seconds ago.
    """
    question = Question(subject=Subject(frozenset(), Source.SITE, None, clock.local(at)))
    roster = consultants.roster(at)
    found = candidates(roster, _loads(int(at.timestamp()) // ROSTER_SECONDS), at)
    decision = choice.choose(found, question, rules(at))
    return answering(decision, roster, at)[1].card(at) if decision else None


@lru_cache(maxsize=2)
def _loads(moment: int) -> dict[int, Load]:
    at = datetime.fromtimestamp(moment * ROSTER_SECONDS, tz=clock.SHANGHAI)
    return loads(consultants.roster(at), at)


def candidates(roster: Collection[OnRoster], loads: Mapping[int, Load], at: datetime) -> list[Candidate]:
    """The consultants of the roster as routing sees them: on duty or not, and how many leads each has."""
    return [_candidate(one, loads.get(one.consultant.pk, Load()), at) for one in roster]


def rules(at: datetime) -> RuleSet:
    """The rules that hold, read like the roster: once in ten seconds of one process."""
    return _rules(int(at.timestamp()) // ROSTER_SECONDS)


def forget_rules() -> None:
    """Read rules and loads again at the next question."""
    _loads.cache_clear()
    _rules.cache_clear()
    _version.cache_clear()


@lru_cache(maxsize=2)
def _rules(_moment: int) -> RuleSet:
    found = RoutingRuleSet.objects.active().values_list("pk", flat=True).first()
    return _version(found) if found else NO_RULES


@lru_cache(maxsize=2)
def _version(pk: int) -> RuleSet:
    """A version never changes, so its rules are made out once."""
    return RoutingRuleSet.objects.get(pk=pk).as_rules


def topics(phone: str, organisation: str, programme: str = "") -> frozenset[str]:
    """What an inquiry is about, as specialities name it: place of the number, organisation, programme."""
    found = regions.topics_of(phones.place(phone))
    if programme:
        found |= {f"programme:{programme}"}
    if organisation:
        kind = organisations.kind_of(organisation)
        found |= regions.topics_of(organisation) | ({f"kind:{kind.value}"} if kind else frozenset())
    return found


def programmes() -> list[tuple[str, str]]:
    """The programmes on offer, by the slug that topics carry."""
    return list(Programme.objects.active().values_list("slug", "title"))


# What a consultant can be good at, by kind of topic: values with what people call them.
TOPICS: dict[str, Callable[[], Sequence[tuple[str, str]]]] = {
    "programme": programmes,
    "region": lambda: [(name, name) for name in regions.PROVINCES],
    "kind": lambda: [(one.value, str(one.label)) for one in organisations.OrganisationKind],
}


def topics_asked(lead: Lead) -> frozenset[str]:
    """What the first choice knew the lead's inquiry to be about."""
    return Trace.read(lead.routing_trace).topics


def _candidate(one: OnRoster, load: Load, at: datetime) -> Candidate:
    is_on_duty, then = duty.stands(one.coming, at)
    return Candidate(
        consultant_id=one.consultant.id,
        position=one.consultant.position,
        open_leads=load.open_lately,
        is_on_duty=is_on_duty,
        next_on_duty_at=None if is_on_duty else then,
        latest_at=load.latest_at,
        name=one.consultant.name,
        obstacle=_obstacle(one, load, at),
        topics=one.specialities,
        given=load.given,
    )


def _obstacle(one: OnRoster, load: Load, at: datetime) -> Skip | None:
    if one.absences and one.leave(at):
        return Skip.ON_LEAVE
    if one.paused_until is not None and at < one.paused_until:
        return Skip.PAUSED
    if one.open_leads_at_most is not None and load.open_ones >= one.open_leads_at_most:
        return Skip.FULL
    if one.new_leads_a_day_at_most is not None and load.new_today >= one.new_leads_a_day_at_most:
        return Skip.FULL_TODAY
    return None
