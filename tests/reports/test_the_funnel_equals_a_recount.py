"""Every number of the report against a brute-force recount of the append-only timeline."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from crm.desk.filters import LeadFilter
from crm.desk.queries.inbox import in_tab
from crm.desk.rules.tabs import Tab
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import PATH, Stage
from crm.leads.services import leads
from enrollment.seats.services import registrations
from kit import clock
from reports import arrivals, response_time
from reports.funnel import cohort
from reports.period import Period
from tests.conftest import MONDAY_MORNING
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import ask
from tests.factories.people import ConsultantFactory, on_duty_every_day

pytestmark = pytest.mark.django_db

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 23))


@pytest.fixture(scope="module")
def past(module_db):
    """Forty leads at random, inside and outside the period, some cancelled again."""
    random = Random(7)
    on_duty_every_day(ConsultantFactory())
    on_duty_every_day(ConsultantFactory())
    session = ClassSessionFactory(capacity=4000)
    for number in range(40):
        at = MONDAY_MORNING - timedelta(days=random.randrange(40), minutes=random.randrange(900))
        lead = ask(at=at, phone=f"13800001{number:03d}", source=random.choice(list(Source))).lead
        if random.random() < 0.8:
            at += timedelta(minutes=random.randrange(1, 60))
            leads.log_call(lead.pk, outcome=random.choice(list(Outcome)), by=None, at=at)
        lead.refresh_from_db()
        if lead.is_open and random.random() < 0.6:
            leads.advance(lead.pk, to=Stage.PROPOSED, by=None, at=at) if lead.stage != Stage.PROPOSED else None
        if lead.is_open and random.random() < 0.4:
            made = registrations.open_for(lead.pk, session_id=session.pk, seats=3, by=None, at=at)
            if random.random() < 0.3:
                registrations.cancel(made.pk, reason="改期", by=None, at=at + timedelta(days=1))
        elif lead.is_open and random.random() < 0.3:
            leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=None, at=at)


def recount(period):
    """Furthest stage of every lead of the cohort, from the timeline alone."""
    counted = Counter()
    for lead in Lead.objects.all():
        first = Activity.objects.filter(lead=lead, kind=Kind.ASKED).earliest("at").at
        if not period.begins_at <= first < period.ends_at:
            continue
        owner = Activity.objects.filter(lead=lead, kind=Kind.ASSIGNED).latest("at", "pk").consultant_id
        furthest = Stage.NEW
        for move in Activity.objects.filter(lead=lead, kind=Kind.MOVED).order_by("at", "pk"):
            if move.stage_from == Stage.ENROLLED:
                furthest = Stage(move.stage_to)
            elif move.stage_to != Stage.LOST:
                furthest = max(furthest, Stage(move.stage_to), key=PATH.index)
        counted[owner, lead.source, furthest] += 1
    return counted


def test_the_cohort_counts_exactly_what_the_diary_says(past):
    told, recounted = cohort(PERIOD), recount(PERIOD)

    by_owner, by_source = Counter(), Counter()
    for (owner, source, furthest), number in recounted.items():
        by_owner[owner, furthest] += number
        by_source[source, furthest] += number
    assert spread(told.by_owner) == by_owner
    assert spread(told.by_source) == by_source
    assert told.whole.asked == recounted.total()


def spread(funnels):
    return Counter({(key, stage): n for key, funnel in funnels.items() for stage, n in funnel.by_furthest.items()})


def test_parts_add_up_to_the_whole(past):
    counted = cohort(PERIOD)

    assert sum(one.asked for one in counted.by_owner.values()) == counted.whole.asked
    assert sum(one.enrolled for one in counted.by_source.values()) == counted.whole.enrolled
    assert sum(map(sum, arrivals.daily(PERIOD).values())) == counted.whole.asked
    assert sum(map(sum, arrivals.by_hour(PERIOD))) == counted.whole.asked


def test_no_step_is_larger_than_the_one_before_it(past):
    counts = [step.count for step in cohort(PERIOD).whole.steps]

    assert counts == sorted(counts, reverse=True)
    assert counts[0] == cohort(PERIOD).whole.asked


@pytest.mark.parametrize("stage", PATH)
def test_every_number_is_the_length_of_the_list_behind_it(past, manager, stage):
    address = {"reached": stage.value, "since": PERIOD.since.isoformat(), "until": PERIOD.until.isoformat()}
    narrowed = LeadFilter(address, in_tab(manager, Tab.ALL, clock.now()))

    assert narrowed.is_valid()
    assert narrowed.qs.count() == cohort(PERIOD).whole.reached(stage)


def test_the_median_answer_is_the_median(past):
    waits = sorted(
        lead.first_response_at - lead.asked_at
        for lead in Lead.objects.asked_between(PERIOD.begins_at, PERIOD.ends_at)
        if lead.first_response_at and lead.source != "import"
    )
    middle = len(waits) // 2
    expected = waits[middle] if len(waits) % 2 else (waits[middle - 1] + waits[middle]) / 2

    assert response_time.response(PERIOD).median == expected


def test_an_empty_period_is_all_noughts_and_no_error(db):
    nobody = Period(date(2020, 1, 1), date(2020, 1, 2))
    empty = cohort(nobody)

    assert (empty.whole.asked, empty.whole.conversion) == (0, 0.0)
    assert response_time.response(nobody).median is None
