"""A hundred visitors at the same instant, three consultants who are equal."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.models import Lead
from crm.queries import routing as routing_queries
from crm.services import inquiries, routing_rules
from tests.factories.leads import asked
from tests.factories.people import ConsultantFactory, on_duty_every_day

pytestmark = pytest.mark.django_db(transaction=True)

INQUIRIES = 100
THREADS = 20


def rush(number, at):
    barrier = Barrier(THREADS)

    def one(which):
        try:
            if which < THREADS:
                barrier.wait(timeout=20)
            inquiries.receive(asked(phone=f"138{which:08d}"), at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(number)))


@pytest.fixture
def each_alone(monkeypatch):
    """Every thread chooses for herself, as the visitors of as many web processes do."""
    alone = inquiries.together.alone
    monkeypatch.setattr(inquiries, "together", alone)


def split():
    return sorted(Counter(Lead.objects.values_list("owner", flat=True)).values(), reverse=True)


def test_a_hundred_simultaneous_inquiries_split_34_33_33(monday):
    for _number in range(3):
        on_duty_every_day(ConsultantFactory())
    rush(INQUIRIES, monday)

    assert split() == [34, 33, 33]


@pytest.mark.usefixtures("each_alone")
def test_a_hundred_inquiries_of_as_many_processes_split_likewise(monday):
    for _number in range(3):
        on_duty_every_day(ConsultantFactory())
    rush(INQUIRIES, monday)

    assert split() == [34, 33, 33]


def test_a_company_that_forgot_what_it_gave_would_give_everything_to_one(monday, monkeypatch):
    """Negative control: the same company, each of it seeing the desks as the first found them."""
    monkeypatch.setattr(routing_queries.Desks, "put", lambda _desks, _lead, _consultant_id: None)
    for _number in range(3):
        on_duty_every_day(ConsultantFactory())
    company = [(asked(phone=f"138{number:08d}"), monday) for number in range(5)]
    inquiries._receive(lambda: company, lambda: None)

    assert split() == [5]


def test_a_rule_s_shares_hold_under_the_same_rush(monday):
    first, second, third = (on_duty_every_day(ConsultantFactory(position=number)) for number in range(3))
    everybody = {"people": [first.pk, second.pk, third.pk], "shares": [2, 1, 1]}
    asks_nothing = dict.fromkeys(("people_from", "people_to", "hour_from", "hour_to"))
    by_shares = {"name": "份额", "strategy": "share", "topics": [], "sources": [], "weekdays": []}
    routing_rules.enact(version=0, rules=[by_shares | asks_nothing | everybody], shown="never", fallback=first, by=None)
    routing_queries.forget_rules()
    rush(INQUIRIES, monday)

    assert split() == [50, 25, 25]
    assert first.leads.count() == 50


@pytest.mark.usefixtures("each_alone")
def test_without_the_turns_those_who_read_the_same_desks_choose_the_same_consultant(monday, monkeypatch):
    """Negative control: the same code without its lock, every thread reading before any thread writes."""
    for _number in range(3):
        on_duty_every_day(ConsultantFactory())
    everybody_has_read = Barrier(THREADS)
    read = routing_queries.candidates

    def read_together(*said):
        found = read(*said)
        everybody_has_read.wait(timeout=20)
        return found

    monkeypatch.setattr(routing_queries, "TAKE_TURN", "SELECT %s::bigint")
    monkeypatch.setattr(routing_queries, "candidates", read_together)
    rush(THREADS, monday)

    assert split() == [THREADS]
