"""Reports are the same to the last digit, whatever has been counted ahead and whatever has changed since."""

import uuid
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from crm.models import Lead
from crm.rules.attribution import Source
from crm.rules.cadence import Outcome
from crm.rules.stages import PATH, Stage
from crm.services import leads, pool
from enrollment.models import Registration, RegistrationState
from enrollment.services import registrations
from kit import clock
from reports import queries
from reports.models import Block, StaleDay
from reports.period import Period
from reports.rules.tally import Facet, Tally
from reports.services import blocks
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db

# Long over by any clock: what day it is the database decides, and nobody can make it travel.
BEGINS = date(2024, 1, 29)
A_DAY = date(2024, 3, 5)


def at(day=A_DAY, hour=10):
    return clock.start_of(day) + timedelta(hours=hour)


def numbers(tally):
    """What a tally says, in a form that two ways to the same numbers share."""
    counts = {(facet, key): tuple(found) for facet in Facet for key, found in tally.of(facet).items()}
    waits = {owner: sorted(chain(*runs)) for owner, runs in tally.waits.items() if any(runs)}
    return counts, waits


def recount(period):
    """The same lead by lead, in Python."""
    counts, waits = defaultdict(Counter), defaultdict(list)
    for lead in Lead.objects.filter(asked_at__gte=period.begins_at, asked_at__lt=period.ends_at):
        local, owner = clock.local(lead.asked_at), str(lead.owner_id or "")
        answered = lead.first_response_at is not None
        stage = PATH.index(Stage(lead.furthest))
        counts[Facet.OWNER, owner].update(
            {stage: 1, 5: int(answered and lead.first_response_at <= lead.response_due_at)}
        )
        counts[Facet.OWNER, owner].update({6: int(answered)})
        counts[Facet.SOURCE, lead.source][stage] += 1
        if lead.source_page_id:
            counts[Facet.PAGE, str(lead.source_page_id)][stage] += 1
        counts[Facet.HOUR, str(local.weekday() * 24 + local.hour)][0] += 1
        counts[Facet.ARRIVAL, f"{local.date()} {lead.source}"][0] += 1
        if answered:
            waits[owner].append((lead.first_response_at - lead.asked_at) // timedelta(microseconds=1))
        for one in Registration.objects.filter(lead=lead, state=RegistrationState.CONFIRMED):
            counts[Facet.SEATS, str(one.consultant_id)].update({0: one.seats, 1: int(one.seats * one.price * 100)})
    width = {Facet.OWNER: 7, Facet.SOURCE: 5, Facet.PAGE: 5, Facet.SEATS: 2}
    told = {key: tuple(found[place] for place in range(width.get(key[0], 1))) for key, found in counts.items()}
    return told, {owner: sorted(found) for owner, found in waits.items()}


def marked():
    return sorted(StaleDay.objects.values_list("day", flat=True).distinct())


class Walk:
    """Leads that are opened and changed at random, by the services and, where these have no verb, by their columns."""

    def __init__(self, seed, consultants, manager):
        self.random, self.consultants, self.manager = Random(seed), consultants, manager
        self.session = ClassSessionFactory(capacity=4000, price=Decimal("1234.56"))
        self.owned = [self.call, self.call, self.propose, self.lose, self.enrol, self.give_back]

    def day(self):
        return BEGINS + timedelta(days=self.random.randrange(80))

    def step(self, *, opens):
        if opens:
            when = at(self.day(), self.random.choice([0, 0.001, 8, 12.5, 23.999]))
            phone, source = f"1380000{self.random.randrange(10**4):04d}", self.random.choice(list(Source))
            found = Lead.objects.filter(pk=ask(at=when, phone=phone, source=source).lead_id, source_page_id=None)
            found.update(source_page_id=self.random.choice([None, 7, 8]))
            return
        lead = self.random.choice(Lead.objects.order_by("pk"))
        deeds = [self.promise_later, self.move, self.cancel]
        deeds += [self.assign] * 2 * lead.is_open + self.owned * (lead.is_open and not lead.is_in_pool)
        self.random.choice(deeds)(lead, lead.asked_at + timedelta(minutes=self.random.randrange(1, 5000)))

    def promise_later(self, lead, _when):
        Lead.objects.filter(pk=lead.pk).update(response_due_at=F("response_due_at") + timedelta(minutes=40))

    def move(self, lead, _when):
        Lead.objects.filter(pk=lead.pk).update(asked_at=at(self.day()))

    def cancel(self, lead, when):
        for one in Registration.objects.filter(lead=lead, state=RegistrationState.CONFIRMED):
            registrations.cancel(one.pk, reason="改期", by=None, at=when)

    def assign(self, lead, when):
        leads.assign(lead.pk, to=self.random.choice(self.consultants), by=self.manager, at=when)

    def call(self, lead, when):
        leads.log_call(lead.pk, outcome=self.random.choice(list(Outcome)), by=None, at=when)

    def propose(self, lead, when):
        if lead.stage != Stage.PROPOSED:
            leads.advance(lead.pk, to=Stage.PROPOSED, by=None, at=when)

    def lose(self, lead, when):
        leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=None, at=when)

    def enrol(self, lead, when):
        registrations.open_for(lead.pk, session_id=self.session.pk, seats=3, key=uuid.uuid4(), by=None, at=when)

    def give_back(self, lead, when):
        pool.give_back(lead.pk, by=self.manager, reason="太忙", at=when)


@pytest.mark.parametrize("seed", range(6))
def test_at_every_step_of_a_random_walk_the_numbers_are_those_of_a_recount(zhong, qian, manager, seed):
    walk, random = Walk(seed, [zhong, qian], manager), Random(seed)
    for step in range(90):
        walk.step(opens=step < 25 or random.random() < 0.2)
        if random.random() < 0.25:
            blocks.count_past_days()
        since = walk.day()
        period = Period(since, since + timedelta(days=random.randrange(80)))
        assert numbers(queries.tally(period)) == recount(period)

    blocks.count_past_days()
    whole = Period(BEGINS - timedelta(days=20), BEGINS + timedelta(days=100))
    assert not marked()
    assert numbers(queries.tally(whole)) == recount(whole)


def test_ninety_counted_days_are_read_from_a_few_blocks(zhong, django_assert_num_queries):
    for number in range(130):
        LeadFactory(owner=zhong, asked_at=at(BEGINS + timedelta(days=number)))
    assert blocks.count_past_days() >= 130

    period = Period(BEGINS + timedelta(days=13), BEGINS + timedelta(days=102))
    with django_assert_num_queries(1) as asked:
        told = queries.tally(period)

    with connection.cursor() as cursor:
        cursor.execute(asked.captured_queries[0]["sql"])
        assert sum(1 for row in cursor.fetchall() if not row[1]) <= 12
    assert numbers(told) == recount(period)


def test_what_has_been_counted_is_counted_once(zhong):
    LeadFactory(owner=zhong, asked_at=at())

    assert blocks.count_past_days() > 0
    assert blocks.count_past_days() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"owner": None, "pooled_at": at()},
        {"source": Source.WECHAT},
        {"source_page_id": 7},
        {"furthest": Stage.PROPOSED},
        {"first_response_at": at(hour=11)},
        {"response_due_at": at(hour=11)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_that_a_report_shows_marks_its_day(zhong, change):
    lead = LeadFactory(owner=zhong, asked_at=at(), next_step_at=None)
    blocks.count_past_days()

    Lead.objects.filter(pk=lead.pk).update(**change)

    assert marked() == [A_DAY]
    assert numbers(queries.tally(Period(A_DAY, A_DAY))) == recount(Period(A_DAY, A_DAY))


def test_a_lead_that_moves_to_another_day_marks_both(zhong):
    lead = LeadFactory(owner=zhong, asked_at=at())
    blocks.count_past_days()

    Lead.objects.filter(pk=lead.pk).update(asked_at=at(A_DAY + timedelta(days=1)))

    assert marked() == [A_DAY, A_DAY + timedelta(days=1)]


def test_a_lead_that_comes_late_and_one_that_goes_mark_their_day(zhong):
    LeadFactory(owner=zhong, asked_at=at())
    blocks.count_past_days()

    late = LeadFactory(owner=zhong, asked_at=at(hour=23.99))
    assert marked() == [A_DAY]
    blocks.count_past_days()
    late.delete()

    assert marked() == [A_DAY]


@pytest.mark.parametrize("change", [{"seats": 5}, {"price": Decimal("99.50")}])
def test_seats_that_change_mark_the_day_of_their_lead(zhong, change):
    lead = ask(at=at(), phone="139 0000 2208").lead
    blocks.count_past_days()
    made = registrations.open_for(
        lead.pk, session_id=ClassSessionFactory().pk, seats=3, key=uuid.uuid4(), by=None, at=at(hour=11)
    )
    blocks.count_past_days()

    Registration.objects.filter(pk=made.pk).update(**change)

    assert marked() == [A_DAY]
    assert numbers(queries.tally(Period(A_DAY, A_DAY))) == recount(Period(A_DAY, A_DAY))


def test_what_no_report_shows_marks_nothing(zhong):
    lead = LeadFactory(owner=zhong, asked_at=at())
    blocks.count_past_days()

    Lead.objects.filter(pk=lead.pk).update(
        name="李主任", next_step_note="要一份课程表", last_asked_at=clock.now(), source=F("source")
    )

    assert marked() == []


def test_a_question_of_today_pays_nothing(zhong):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cursor.fetchone()
    lead = LeadFactory(owner=zhong, asked_at=now)
    Lead.objects.filter(pk=lead.pk).update(first_response_at=now, furthest=Stage.CONTACTED)

    assert marked() == []


def test_today_is_never_counted_ahead(zhong):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cursor.fetchone()
    for days in range(4):
        LeadFactory(owner=zhong, asked_at=now - timedelta(days=days))

    blocks.count_past_days()

    latest = Block.objects.filter(days=1).latest("begins_on").begins_on
    assert clock.local(now).date() - latest in {timedelta(days=1), timedelta(days=2)}


def test_the_database_itself_refuses_a_block_that_lies_on_no_grid():
    with pytest.raises(IntegrityError, match="reports_block_lies_on_the_grid"), transaction.atomic():
        Block.objects.create(begins_on=A_DAY, days=3, counts={}, waits=b"")


def test_a_tally_is_read_as_it_was_written():
    rows = [("owner", "7", [1, 0, 0, 0, 1, 1, 2], (5).to_bytes(8) + (2**40).to_bytes(8)), ("source", "site", [2], None)]
    tally = Tally.counted(A_DAY, rows)

    assert numbers(Tally.stored(*tally.written)) == numbers(tally)
    assert numbers(tally)[1] == {"7": [5, 2**40]}
