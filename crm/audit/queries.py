"""The audited acts, newest first, out of the tables that keep them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from accounts.models import User
from crm.audit.rules.unusual import Burst, bursts
from crm.audit.rules.what import What
from crm.leads.models import Action, ActionKind, Activity, DeskRules, Kind, Lead
from crm.leads.models.action import AUDITED, ActionLead
from crm.transfer.models import Download, Export
from kit import clock

PER_PAGE = 40
# Unusual revealing is looked for in so many days.
LOOKED_BACK = timedelta(days=7)
OF_ACTIONS = {ActionKind.IMPORT: What.IMPORTED, ActionKind.MERGE: What.MERGED}


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row of the list: its instant, then the number of its source, then its key."""

    at: datetime
    source: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}|{self.source}|{self.pk}"


@dataclass(frozen=True, slots=True)
class Event:
    """One audited act, and the row that keeps it."""

    cursor: Cursor
    what: What
    by: User | None
    row: Any

    @property
    def order(self) -> tuple[float, int, int]:
        """The latest first."""
        return -self.cursor.at.timestamp(), self.cursor.source, -self.cursor.pk


@dataclass(frozen=True, slots=True)
class Source:
    """A table with audited acts: its rows, the columns of instant and user, and what its rows can be."""

    rows: QuerySet[Any]
    at: str
    by: str
    what: frozenset[What]


def _sources() -> tuple[Source, ...]:
    reveals = Activity.objects.filter(kind=Kind.REVEALED).select_related("lead__organisation", "actor")
    actions = Action.objects.filter(kind__in=AUDITED).select_related("by")
    undone = actions.filter(undone_at__isnull=False)
    exports = Export.objects.select_related("by", "decided_by")
    downloads = Download.objects.select_related("by", "export")
    of_actions = frozenset({What.REASSIGNED, *OF_ACTIONS.values()})
    return (
        Source(reveals, "at", "actor", frozenset({What.REVEALED})),
        Source(actions, "at", "by", of_actions),
        Source(undone, "undone_at", "by", frozenset({What.TAKEN_BACK})),
        Source(exports, "created_at", "by", frozenset({What.EXPORTED})),
        Source(downloads, "at", "by", frozenset({What.DOWNLOADED})),
    )


def page(
    *, who: User | None, what: str, since: date | None, until: date | None, after: Cursor | None
) -> tuple[list[Event], Cursor | None]:
    """The audited acts after a row of the list, and the last of them where there are more.

    Each table gives its latest rows by an index of its own; the tables are merged here.
    """
    found = [
        list(_events(number, source, _narrowed(source, number, who, what, since, until, after)[: PER_PAGE + 1]))
        for number, source in enumerate(_sources())
        if not what or What(what) in source.what
    ]
    events = list(merge(*found, key=lambda event: event.order))
    return events[:PER_PAGE], events[PER_PAGE - 1].cursor if len(events) > PER_PAGE else None


def _narrowed(
    source: Source,
    number: int,
    who: User | None,
    what: str,
    since: date | None,
    until: date | None,
    after: Cursor | None,
) -> QuerySet[Any]:
    rows, at = source.rows, source.at
    if who:
        rows = rows.filter(**{source.by: who})
    if what and source.rows.model is Action and what != What.TAKEN_BACK:
        rows = rows.filter(kind__in=[kind for kind in AUDITED if what_of(kind) == what])
    if since:
        rows = rows.filter(**{f"{at}__gte": clock.start_of(since)})
    if until:
        rows = rows.filter(**{f"{at}__lt": clock.end_of(until)})
    if after:
        same = Q(**{at: after.at})
        later = same if number > after.source else same & Q(pk__lt=after.pk) if number == after.source else Q(pk=None)
        rows = rows.filter(Q(**{f"{at}__lt": after.at}) | later, **{f"{at}__lte": after.at})
    return rows.order_by(f"-{at}", "-pk")


def _events(number: int, source: Source, rows: QuerySet[Any]) -> Iterator[Event]:
    for row in rows:
        one = next(iter(source.what)) if len(source.what) == 1 else what_of(row.kind)
        yield Event(Cursor(getattr(row, source.at), number, row.pk), one, getattr(row, source.by), row)


def what_of(kind: str) -> What:
    """What an audited action is."""
    return OF_ACTIONS.get(ActionKind(kind), What.REASSIGNED)


@dataclass(frozen=True, slots=True)
class Touched:
    """The leads of an action: how many, to how many owners, the first lead, and the last activity, which says why."""

    count: int
    owners: int
    lead: Lead
    line: Activity


def touched(events: list[Event]) -> dict[int, Touched]:
    """The leads of the actions among some events."""
    actions = {event.row.pk for event in events if isinstance(event.row, Action)}
    rows = list(
        ActionLead.objects.filter(action__in=actions)
        .values("action")
        .annotate(
            count=Count("pk"), owners=Count("line__consultant", distinct=True), first=Min("lead"), latest=Max("line")
        )
    )
    leads = Lead.all_objects.select_related("organisation").in_bulk([row["first"] for row in rows])
    lines = Activity.objects.select_related("consultant").in_bulk([row["latest"] for row in rows])
    return {
        row["action"]: Touched(row["count"], row["owners"], leads[row["first"]], lines[row["latest"]]) for row in rows
    }


def unusual(at: datetime) -> list[tuple[User, Burst]]:
    """Who revealed more numbers within an hour than the rules of the desk allow for, and when."""
    most = DeskRules.objects.current().reveals_an_hour
    reveals = Activity.objects.filter(kind=Kind.REVEALED, at__gte=at - LOOKED_BACK, actor__isnull=False)
    found = bursts(reveals.order_by("at").values_list("actor", "at").iterator(), most)
    users = User.objects.in_bulk([burst.user_id for burst in found])
    return [(users[burst.user_id], burst) for burst in found]
