"""Inquiries that wait for the same turn are received together, and each as if it were alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from crm.models import Inquiry, Lead
from crm.queries import routing as routing_queries
from crm.rules.trace import Trace
from crm.services import inquiries
from kit.throttle import TooManyRequests
from messaging.models import Message
from tests.factories.leads import asked
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.waiting import address, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def companies(monkeypatch):
    """How many inquiries each transaction asked about."""
    sizes = []
    ask = routing_queries.situations

    def counted(asking, *said, **more):
        sizes.append(len(asking))
        return ask(asking, *said, **more)

    monkeypatch.setattr(routing_queries, "situations", counted)
    return sizes


@pytest.fixture
def together(monday):
    """Receive inquiries while somebody else has the turn, so that all of them are in line when it comes."""

    def one(said):
        try:
            return inquiries.receive(said, at=monday)
        finally:
            connection.close()

    def receive(*asking):
        with psycopg.connect(address()) as somebody, ThreadPoolExecutor(len(asking)) as pool:
            somebody.execute("SELECT pg_advisory_xact_lock(%s)", [routing_queries.TURN])
            coming = []
            for number, said in enumerate(asking, 1):
                coming.append(pool.submit(one, said))
                until(lambda number=number: len(inquiries.together._line) == number)
            somebody.rollback()
            return coming

    return receive


def test_they_are_asked_about_at_once_and_go_to_the_desks_in_turn(together, companies, monday):
    first, second, third = (on_duty_every_day(ConsultantFactory(position=number)) for number in range(3))
    coming = together(*(asked(name=f"{number}号", phone=f"1380000000{number}") for number in range(3)))

    got = [one.result() for one in coming]
    assert companies == [3]
    assert [one.lead.owner for one in got] == [first, second, third]
    assert [one.name for one in got] == ["0号", "1号", "2号"]
    assert Message.objects.filter(template="inquiry_received").count() == 3
    assert [desk.open_leads for desk in Trace.read(got[2].lead.routing_trace).desks] == [0, 1, 1]


def test_two_of_one_number_become_one_lead_with_two_inquiries(together, companies, monday):
    on_duty_every_day(ConsultantFactory())
    coming = together(asked(phone="13800000001"), asked(phone="13800000002"), asked(phone="13800000001"))

    got = [one.result() for one in coming]
    assert companies == [2, 1]
    assert got[0].lead == got[2].lead != got[1].lead
    assert (Lead.objects.count(), Inquiry.objects.count()) == (2, 3)


def test_a_resend_beside_its_first_makes_nothing_twice(together, monday):
    on_duty_every_day(ConsultantFactory())
    said = asked(phone="13800000001")
    coming = together(said, said)

    assert coming[0].result() == coming[1].result()
    assert (Lead.objects.count(), Inquiry.objects.count()) == (1, 1)


def test_who_asked_too_often_is_refused_alone(together, monday, settings):
    settings.INQUIRIES_PER_PHONE = "1/hour"
    on_duty_every_day(ConsultantFactory())
    inquiries.receive(asked(phone="13800000001"), at=monday)
    coming = together(asked(phone="13800000002"), asked(phone="13800000001"), asked(phone="13800000003"))

    with pytest.raises(TooManyRequests):
        coming[1].result()
    assert {coming[0].result().phone, coming[2].result().phone} == {"+8613800000002", "+8613800000003"}
    assert Inquiry.objects.count() == 3


def test_in_a_house_without_consultants_all_of_them_lie_in_the_pool(together, companies, monday):
    coming = together(asked(phone="13800000001"), asked(phone="13800000002"))

    assert all(one.result().lead.is_in_pool for one in coming)
    assert companies == [2]


def test_of_seven_questions_of_a_known_number_the_seventh_is_refused_in_company_too(together, companies, monday):
    on_duty_every_day(ConsultantFactory())
    inquiries.receive(asked(phone="13800000001"), at=monday - timedelta(days=1))
    coming = together(*(asked(phone="13800000001") for _one in range(7)))

    refused = [one.exception() for one in coming]
    assert [type(one) for one in refused] == [type(None)] * 6 + [TooManyRequests]
    assert companies == [1] * 8
