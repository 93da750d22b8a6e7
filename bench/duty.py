"""Routing, duty time, the sweeps and the telephone, each beside one bare Django statement on the same database.

Started by `bench.__main__` with an empty database in `DATABASE_URL`. Every figure is a ratio to the statement named
beside it, asked in turn with what is measured, because milliseconds hold for no other machine.
"""

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as wall

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (Django must be set up before anything below)
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from bench.client import median  # noqa: E402
from bench.fill import fill  # noqa: E402
from consultants import queries as roster_queries  # noqa: E402
from consultants.models import Consultant, Leave, Speciality  # noqa: E402
from consultants.rules import duty  # noqa: E402
from consultants.rules.duty import Absence, WeeklyShift  # noqa: E402
from consultants.rules.hours import Stretch  # noqa: E402
from crm.models import Lead, RoutingLock  # noqa: E402
from crm.queries import desk as queries  # noqa: E402
from crm.queries import pool as pool_queries  # noqa: E402
from crm.queries import routing as routing_queries  # noqa: E402
from crm.queries import telephone as telephone_queries  # noqa: E402
from crm.rules import ladder, routing  # noqa: E402
from crm.rules.routing import Question  # noqa: E402
from crm.rules.routing_rules import Affair  # noqa: E402
from crm.rules.stages import OPEN  # noqa: E402
from crm.services import escalation, reclaim, routing_rules  # noqa: E402
from kit import clock, phones  # noqa: E402

LEADS, CONSULTANTS, RULES, OPEN_OF_TEN = 200_000, 50, 100, 5
ROUNDS, WARM = 300, 30
DUE = 1000
RECENTLY = timedelta(hours=1)
UNCOUNTED = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}
MANAGER_RULE = {
    "strategy": "team", "sources": [], "people_from": None, "people_to": None, "weekdays": [], "hour_from": None,
    "hour_to": None, "shares": [],
}  # fmt: skip


@dataclass
class Line:
    """What is measured, the bare statement asked in turn with it, and the most it may take in milliseconds.

    `before` makes the work anew that each round finds.
    """

    name: str
    ours: Callable[[], object]
    bare: Callable[[], object]
    at_most_ms: float
    rounds: int = ROUNDS
    before: Callable[[], object] | None = None
    times: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    statements: int = 0


def main() -> None:
    """Fill, measure, print."""
    call_command("migrate", verbosity=0)
    fill(LEADS, consultants=CONSULTANTS, open_of_ten=OPEN_OF_TEN)
    people = list(Consultant.objects.order_by("pk"))
    equip(people)
    at = clock.now()
    print(
        f"\n{LEADS:,} leads, {Lead.objects.open().count():,} of them open, {len(people)} consultants, {RULES} rules; "
        f"each line beside a bare Django statement asked in turn, load {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{'what':<34} {'statements':>10} {'p50 ms':>7} {'p95':>7} {'bare':>6} {'p95':>6} {'ratio':>6} {'at most ms':>10}"
    )
    lines = [*decisions(people, at), *promises(at), *telephone(people[1]), *sweeps(at)]
    for line in lines:
        measure(line)
        print(
            f"{line.name:<34} {line.statements:>10} {median(line.times):>7.2f} {p95(line.times):>7.2f} "
            f"{median(line.floor):>6.2f} {p95(line.floor):>6.2f} {median(line.times) / median(line.floor):>6.1f} {line.at_most_ms:>10.0f}"
        )


def equip(people: list[Consultant]) -> None:
    """Limits for every second one, two specialities each, leave for every tenth, and a hundred rules."""
    Consultant.objects.filter(pk__in=[one.pk for one in people[::2]]).update(
        open_leads_at_most=150, new_leads_a_day_at_most=20
    )
    places = itertools.cycle(["江西", "广东", "湖南", "浙江"])
    Speciality.objects.bulk_create(
        Speciality(consultant=one, kind=kind, value=value)
        for one in people
        for kind, value in (("region", next(places)), ("kind", "school"))
    )
    now = clock.now()
    Leave.objects.bulk_create(
        Leave(consultant=one, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1), cover=people[1])
        for one in people[5::10]
    )
    # All but the last rule speak of something else or of people who cannot; so each of them is looked at.
    away = [one.pk for one in people[5::10]]
    rules = [
        MANAGER_RULE
        | {"name": f"规则{number}", "topics": ["region:江西"] if number % 2 else ["region:西藏"], "people": away}
        for number in range(RULES - 1)
    ]
    everybody = [one.pk for one in people]
    last = {"name": "其余", "topics": [], "people": everybody, "strategy": "share", "shares": [1] * len(everybody)}
    routing_rules.enact(version=0, rules=[*rules, MANAGER_RULE | last], shown="after", fallback=people[0], by=None)


def decisions(people: list[Consultant], at: datetime) -> list[Line]:
    """Who gets a new inquiry, as its transaction asks: the turn, the desks, the choice."""
    numbers = itertools.count(10_000_000)
    readings = itertools.count(1)

    def decide(at: datetime = at) -> None:
        phone = f"+86139{next(numbers):08d}"
        roster = roster_queries.roster(at)
        rules = routing_queries.rules(at)
        with transaction.atomic():
            RoutingLock.objects.take()
            met = routing_queries.situation(phone, roster, at=at, recently=RECENTLY, organisation="江西某大学")
            topics = routing_queries.topics(phone, "江西某大学") | {"region:江西"}
            asked = Question(topics=topics, affair=Affair(topics, "site", 45, clock.local(at)))
            found = routing.choose(routing_queries.candidates(roster, met.loads, at), asked, rules)
        assert found is not None  # noqa: S101
        assert found.reason == "rule"  # noqa: S101

    def decide_anew() -> None:
        """Ten seconds later, when roster and rules are read again."""
        decide(at + next(readings) * timedelta(seconds=roster_queries.ROSTER_SECONDS))

    return [
        Line("routing decision", decide, one_statement(people), 5),
        Line("  roster and rules read anew", decide_anew, one_statement(people), 5),
    ]


def one_statement(people: list[Consultant]) -> Callable[[], object]:
    """The plainest statement: one row by its key."""
    return lambda: Consultant.objects.get(pk=people[0].pk)


def promises(at: datetime) -> list[Line]:
    """The instant a promise falls due when it takes thirty days of duty, with leave and planned days between."""
    weekly = [WeeklyShift(day, wall(hour), wall(hour + 4)) for day in range(5) for hour in (8, 14)]
    today = clock.local(at).date()
    away = [Absence(clock.start_of(today) + timedelta(days=3), clock.start_of(today) + timedelta(days=5))]
    dated = {date.fromordinal(today.toordinal() + n): (Stretch(wall(18), wall(21)),) for n in range(0, 30, 5)}

    def windows() -> None:
        assert duty.due_after(duty.windows(weekly, away, at, 30, dated=dated), at, 60 * 90)  # noqa: S101

    coming = duty.windows(weekly, away, at, 30, dated=dated)
    wait = timedelta(days=1)

    def rungs() -> None:
        assert ladder.instants(coming, at, 60 * 40, without_roster=wait)  # noqa: S101

    bare = one_statement(list(Consultant.objects.all()[:1]))
    return [Line("due time over 30 days", windows, bare, 1), Line("  the four rungs of the ladder", rungs, bare, 1)]


def telephone(her: Consultant) -> list[Line]:
    """Who is calling, by number: the question alone, and the whole page's fragment as the browser gets it."""
    assert her.user is not None  # noqa: S101
    user: User = her.user
    numbers = itertools.cycle(Lead.objects.order_by("?").values_list("phone", flat=True)[:ROUNDS])
    client = Client(headers={"hx-request": "true", "user-agent": "Mozilla/5.0"})
    client.force_login(user)

    def look_up() -> None:
        assert telephone_queries.look_up(phones.parse(next(numbers)), by=user).lead  # noqa: S101

    def fragment() -> None:
        answer = client.get("/desk/telephone/", {"phone": next(numbers)})
        assert b"caller-name" in answer.content  # noqa: S101

    def bare() -> None:
        list(Lead.objects.filter(phone=next(numbers)).order_by("-asked_at")[:1])

    return [
        Line("telephone look-up", look_up, bare, 50),
        Line("  the answer while typing", fragment, bare, 50, rounds=60),
    ]


def sweeps(at: datetime) -> list[Line]:
    """The beat's work on a hundred thousand open leads: nothing due, then a thousand of each."""

    def bare() -> None:
        Lead.objects.filter(stage__in=OPEN).count()

    def both() -> None:
        escalation.escalate_due(at)
        reclaim.sweep(at)

    def preview() -> None:
        pool_queries.preview(queries.desk_rules(), at)

    return [
        Line("sweep, nothing due", both, bare, 2000, rounds=20),
        Line(f"sweep, {DUE} rungs, warnings, returns", both, bare, 2000, rounds=5, before=prepare),
        Line("  preview of the pool's rules", preview, bare, 2000, rounds=20),
    ]


PREPARE = f"""
UPDATE crm_lead SET touched_at = now() - interval '100 days', warned_at = now() - interval '5 days'
WHERE id IN (SELECT id FROM crm_lead WHERE owner_id IS NOT NULL AND stage IN ('new', 'contacted', 'qualified', 'proposed')
    AND escalate_at IS NULL AND touched_at > now() - interval '50 days' ORDER BY id LIMIT {DUE});
UPDATE crm_lead SET touched_at = now() - interval '100 days', warned_at = NULL
WHERE id IN (SELECT id FROM crm_lead WHERE owner_id IS NOT NULL AND stage IN ('new', 'contacted', 'qualified', 'proposed')
    AND escalate_at IS NULL AND touched_at > now() - interval '50 days' ORDER BY id DESC LIMIT {DUE});
UPDATE crm_lead SET escalate_at = now() - interval '1 minute', backup_id = NULL, ladder = ARRAY[
    now() - interval '1 minute' + (0 - id % 4) * interval '1 hour', now() - interval '1 minute' + (1 - id % 4) * interval '1 hour',
    now() - interval '1 minute' + (2 - id % 4) * interval '1 hour', now() - interval '1 minute' + (3 - id % 4) * interval '1 hour']
WHERE id IN (SELECT id FROM crm_lead WHERE stage = 'new' AND owner_id IS NOT NULL AND touched_at > now() - interval '50 days'
    AND coalesce(escalate_at, now()) >= now() - interval '1 second' ORDER BY id LIMIT {DUE});
"""  # noqa: S608  (our own numbers)


def prepare() -> None:
    """A thousand leads due to be returned, a thousand to be warned of, a thousand rungs."""
    with connection.cursor() as cursor:
        cursor.execute(PREPARE)


def measure(line: Line) -> None:
    """Ask ours and the bare statement in turn, after a few askings that only warm the caches; count ours once."""
    for _round in range(min(WARM, line.rounds // 2)):
        prepared(line)
        line.ours()
        line.bare()
    prepared(line)
    with CaptureQueriesContext(connection) as captured:
        line.ours()
    line.statements = sum(one["sql"].split()[0] not in UNCOUNTED for one in captured)
    for _round in range(line.rounds):
        prepared(line)
        line.times.append(took_ms(line.ours))
        line.floor.append(took_ms(line.bare))


def prepared(line: Line) -> None:
    """Make the round's work, outside the time that counts."""
    if line.before is not None:
        line.before()


def took_ms(act: Callable[[], object]) -> float:
    """How long it took on the wall."""
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def p95(times: list[float]) -> float:
    """What nineteen of twenty stay under."""
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    main()
