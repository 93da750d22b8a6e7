"""Weeks that are over are counted once; the numbers are those of the leads all the same, at every moment."""

from dataclasses import fields
from datetime import timedelta
from random import Random

import pytest

from crm.models import Lead
from crm.rules.attribution import Source
from crm.rules.cadence import Outcome
from crm.rules.stages import PATH, Stage
from crm.services import leads, pool
from kit import clock
from reports import counts
from reports.models import ChangedWeek, CountedWeek
from reports.period import Period
from reports.services import counting
from reports.tally import Tally, total
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def then():
    """An instant weeks ago, by the database's clock."""
    return clock.local(clock.now()) - timedelta(days=40)


@pytest.fixture
def period(then):
    """Begins and ends within a week, and holds whole weeks."""
    middle = then.date()
    return Period(middle - timedelta(days=middle.weekday() + 9), middle + timedelta(days=24))


def plain(tally):
    """A tally without its order."""
    kept = {one.name: getattr(tally, one.name) for one in fields(Tally)}
    kept["waits"] = {owner: sorted(waits) for owner, waits in tally.waits.items()}
    return {name: {key: value for key, value in told.items() if value} for name, told in kept.items()}


def told(period):
    return plain(counts.of(period))


def recounted(period):
    """From the leads alone."""
    return plain(total(counts.live([period]).values()))


def week_of(at):
    return at.date() - timedelta(days=at.weekday())


def change(random, lead, by):
    """Something a person or the house does to a lead."""
    lead.refresh_from_db()
    what = random.randrange(5)
    if what == 0 and lead.is_open and not lead.is_in_pool:
        leads.assign(lead.pk, to=random.choice(by), by=None)
    elif what == 1 and lead.is_open and not lead.is_in_pool:
        leads.log_call(lead.pk, outcome=random.choice(list(Outcome)), by=None, at=lead.asked_at + timedelta(minutes=9))
    elif what == 2 and lead.is_open and not lead.is_in_pool:
        pool.give_back(lead.pk, by=None)
    elif what == 3 and lead.is_in_pool:
        leads.assign(lead.pk, to=random.choice(by), by=None)
    elif lead.is_open and not lead.is_in_pool and lead.stage != Stage.LOST:
        leads.advance(lead.pk, to=Stage.LOST, lost_reason="改期", by=None)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_the_numbers_are_those_of_a_recount(zhong, qian, then, period, seed):
    random = Random(seed)
    asked = []
    for number in range(30):
        at = then + timedelta(days=random.randrange(-20, 30), minutes=random.randrange(1400))
        asked.append(ask(at=at, phone=f"1380001{number:04d}", source=random.choice(list(Source))).lead)
        if random.random() < 0.3:
            change(random, random.choice(asked), [zhong, qian])
        if random.random() < 0.2:
            counting.count_weeks()
        assert told(period) == recounted(period)
    assert CountedWeek.objects.exists()


def test_counted_weeks_are_read_and_not_counted_again(zhong, then):
    LeadFactory(asked_at=then, owner=zhong)
    counting.count_weeks()
    week = Period(week_of(then), week_of(then) + timedelta(days=6))
    CountedWeek.objects.filter(monday=week.since).update(tally=Tally().to_json())
    assert not counts.of(week).by_owner
    assert counts.live([week])[week.since].by_owner == {(zhong.pk, Stage.NEW): 1}


@pytest.mark.parametrize(
    "changed",
    [
        {"owner": None, "pooled_at": clock.now(), "next_step_at": None},
        {"source": Source.WECHAT},
        {"source_page_id": 77},
        {"furthest": PATH[1]},
        {"first_response_at": clock.now()},
        {"response_due_at": clock.now()},
    ],
)
def test_a_change_of_anything_that_is_counted_is_seen_at_once_and_counted_again(zhong, then, period, changed):
    lead = LeadFactory(asked_at=then, owner=zhong)
    counting.count_weeks()
    Lead.objects.filter(pk=lead.pk).update(**changed)
    assert [one.monday for one in ChangedWeek.objects.all()] == [week_of(then)]
    assert told(period) == recounted(period)
    assert counting.count_weeks() == 1
    assert not ChangedWeek.objects.exists()
    assert told(period) == recounted(period)


def test_a_lead_that_moves_to_another_week_marks_both(then, period):
    lead = LeadFactory(asked_at=then)
    counting.count_weeks()
    Lead.objects.filter(pk=lead.pk).update(asked_at=then - timedelta(days=7))
    assert {one.monday for one in ChangedWeek.objects.all()} == {week_of(then), week_of(then) - timedelta(days=7)}
    assert told(period) == recounted(period)


def test_a_lead_that_goes_or_comes_late_marks_its_week(then, period):
    lead = LeadFactory(asked_at=then)
    counting.count_weeks()
    lead.delete()
    assert ChangedWeek.objects.count() == 1
    LeadFactory(asked_at=then)
    assert ChangedWeek.objects.count() == 2
    assert told(period) == recounted(period)


def test_what_is_not_counted_marks_nothing(then):
    lead = LeadFactory(asked_at=then)
    counting.count_weeks()
    Lead.objects.filter(pk=lead.pk).update(theme="党性教育", touched_at=clock.now(), next_step_note="再打")
    assert not ChangedWeek.objects.exists()


def test_a_visitor_pays_nothing_and_this_week_is_not_counted_yet(zhong):
    lead = ask().lead
    Lead.objects.filter(pk=lead.pk).update(source=Source.WECHAT)
    assert not ChangedWeek.objects.exists()
    assert counting.count_weeks() == 0
    today = clock.today()
    assert counts.of(Period(today, today)).by_source == {(Source.WECHAT, Stage.NEW): 1}


def test_a_week_without_leads_is_counted_as_empty(then):
    LeadFactory(asked_at=then - timedelta(days=14))
    LeadFactory(asked_at=then)
    counting.count_weeks()
    between = week_of(then) - timedelta(days=7)
    assert CountedWeek.objects.get(monday=between).tally == Tally().to_json()


def test_a_tally_survives_being_written_down(zhong, then, period):
    leads.log_call(ask(at=then).lead_id, outcome=Outcome.INTERESTED, by=None, at=then)
    LeadFactory(asked_at=then, owner=None, pooled_at=then, next_step_at=None, source_page_id=5)
    tally = total(counts.live([period]).values())
    assert plain(Tally.from_json(tally.to_json())) == plain(tally)
    assert all(plain(tally).values())


@pytest.mark.parametrize("number", [1, 3])
def test_counting_costs_the_same_for_any_number_of_weeks(zhong, then, number, django_assert_num_queries):
    for week in range(number):
        LeadFactory(asked_at=then - timedelta(days=7 * week), owner=zhong)
    with django_assert_num_queries(8):
        counting.count_weeks()
