"""How many leads each consultant has, and whether a new one can be taken."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, Max, Q, QuerySet

from consultants import queries as consultants
from consultants.queries import ROSTER_SECONDS, OnRoster
from consultants.rules import duty
from crm.leads.models import Lead
from crm.routing.rules.candidate import Candidate, Skip
from kit import clock

# Older leads do not count against a consultant.
LIGHTNESS_DAYS = 30


class Load(NamedTuple):
    """The leads of one consultant: open ones of the last LIGHTNESS_DAYS, and when the latest of them came.

    `given` are those that came since Monday, open or not, `new_today` those of today. `open_total` are all open leads;
    they are counted only for a consultant with a limit.
    """

    open_lately: int = 0
    latest_open_at: datetime | None = None
    open_total: int = 0
    new_today: int = 0
    given: int = 0
    latest_given_at: datetime | None = None

    @property
    def latest_at(self) -> datetime | None:
        """When the latest lead came; None for no recent one."""
        return max(filter(None, (self.latest_open_at, self.latest_given_at)), default=None)

    def and_one(self, at: datetime) -> "Load":
        """With a lead that came at an instant of today."""
        return Load(self.open_lately + 1, at, self.open_total + 1, self.new_today + 1, self.given + 1, at)


def loads(roster: Collection[OnRoster], at: datetime) -> dict[int, Load]:
    """The leads of each consultant on the roster.

    Open and given leads are counted in statements of their own, because each has its index.
    """
    today = clock.local(at).date()
    monday, midnight = clock.start_of(today - timedelta(days=today.weekday())), clock.start_of(today)
    limited = [person.consultant.pk for person in roster if person.open_leads_at_most is not None]
    lately = Lead.objects.open().filter(asked_at__gte=at - timedelta(days=LIGHTNESS_DAYS))
    counted = [
        _by_owner(lately, open_lately=Count("*"), latest_open_at=Max("asked_at")),
        _by_owner(
            Lead.objects.counted().filter(asked_at__gte=monday),
            given=Count("*"),
            new_today=Count("asked_at", filter=Q(asked_at__gte=midnight)),
            latest_given_at=Max("asked_at"),
        ),
        _by_owner(Lead.objects.open().filter(owner__in=limited), open_total=Count("*")),
    ]
    figures: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for row in chain.from_iterable(counted):
        figures[row.pop("owner")] |= row
    return {pk: Load(**row) for pk, row in figures.items()}


def _by_owner(leads: QuerySet[Lead], **figures: Aggregate) -> Iterable[dict[str, Any]]:
    return leads.filter(owner__isnull=False).values("owner").annotate(**figures).order_by()


@lru_cache(maxsize=2)
def recent_loads(moment: int) -> dict[int, Load]:
    """The leads of each consultant at most ten seconds ago; `moment` counts the ten-second periods since 1970."""
    at = datetime.fromtimestamp(moment * ROSTER_SECONDS, tz=clock.SHANGHAI)
    return loads(consultants.roster(at), at)


def candidates(roster: Collection[OnRoster], loads: Mapping[int, Load], at: datetime) -> list[Candidate]:
    """The consultants of the roster as routing sees them: on duty or not, and how many leads each has."""
    return [_candidate(person, loads.get(person.consultant.pk, Load()), at) for person in roster]


def _candidate(person: OnRoster, load: Load, at: datetime) -> Candidate:
    is_on_duty, then = duty.stands(person.coming, at)
    return Candidate(
        consultant_id=person.consultant.id,
        position=person.consultant.position,
        open_leads=load.open_lately,
        is_on_duty=is_on_duty,
        next_on_duty_at=None if is_on_duty else then,
        latest_at=load.latest_at,
        name=person.consultant.name,
        obstacle=_obstacle(person, load, at),
        topics=person.specialities,
        given=load.given,
    )


def _obstacle(person: OnRoster, load: Load, at: datetime) -> Skip | None:
    if person.absences and person.leave(at):
        return Skip.ON_LEAVE
    if person.paused_until is not None and at < person.paused_until:
        return Skip.PAUSED
    if person.open_leads_at_most is not None and load.open_total >= person.open_leads_at_most:
        return Skip.FULL
    if person.new_leads_a_day_at_most is not None and load.new_today >= person.new_leads_a_day_at_most:
        return Skip.FULL_TODAY
    return None
