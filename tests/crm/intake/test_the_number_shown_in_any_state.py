"""In any state of the consultants, number, owner, promise and the visitor's page name the same one."""

from datetime import datetime, time, timedelta
from itertools import product

import pytest
import time_machine
from django.core import signing
from django.db import transaction
from django.urls import reverse

from consultants.models import Consultant, Leave
from consultants.queries import forget_roster
from crm.intake.views.public import RECEIVED_SALT
from crm.leads.queries import caller
from crm.routing.queries import active
from kit import clock
from messaging.models import Message
from tests.factories import content
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import ConsultantFactory, on_duty_every_day

pytestmark = pytest.mark.django_db

MONDAY, SATURDAY = datetime(2026, 11, 23), datetime(2026, 11, 28)
TIMES = [
    datetime.combine(day, hour, tzinfo=clock.SHANGHAI)
    for day, hour in (
        (MONDAY, time(12, 30)),
        (MONDAY, time(23, 30)),
        (SATURDAY, time(12, 30)),
        (SATURDAY, time(20, 55)),
    )
]


def at_work(consultant, at):
    """Leave the consultant able to take new leads."""


def on_leave(consultant, at):
    Leave.objects.create(consultant=consultant, starts_at=at - timedelta(hours=9), ends_at=at + timedelta(days=2))


def covered(consultant, at):
    cover = Consultant.objects.exclude(pk=consultant.pk).latest("pk")
    Leave.objects.create(
        consultant=consultant, cover=cover, starts_at=at - timedelta(hours=9), ends_at=at + timedelta(days=2)
    )


def paused(consultant, at):
    Consultant.objects.filter(pk=consultant.pk).update(
        paused_from=at - timedelta(hours=1), paused_until=at + timedelta(hours=30), pause_reason="接待"
    )


def full(consultant, at):
    Consultant.objects.filter(pk=consultant.pk).update(open_leads_at_most=1)
    LeadFactory.create_batch(3 - consultant.position, owner=consultant, asked_at=at - timedelta(days=2))


def full_today(consultant, at):
    Consultant.objects.filter(pk=consultant.pk).update(new_leads_a_day_at_most=1)
    LeadFactory(owner=consultant, asked_at=at)


def heavy(consultant, at):
    LeadFactory.create_batch(4, owner=consultant, asked_at=at - timedelta(days=1))


STATES = [at_work, on_leave, covered, paused, full, full_today, heavy]


@pytest.fixture(scope="module")
def three(module_db):
    """早老师 works mornings, 晚老师 afternoons, 末老师 longest but not at the weekend."""
    content.home()
    early = on_duty_every_day(ConsultantFactory(name="早老师", position=0), time(8), time(13))
    late = on_duty_every_day(ConsultantFactory(name="晚老师", position=1), time(12), time(21))
    last = on_duty_every_day(ConsultantFactory(name="末老师", position=2), time(8, 30), time(22))
    last.shifts.filter(weekday__in=(5, 6)).delete()
    return early, late, last


def shown_now(client):
    return client.get("/").context["duty_card"]


def read_by_the_visitor(client, inquiry):
    return client.get(reverse("intake:received", args=[signing.dumps(inquiry.pk, salt=RECEIVED_SALT)]))


@pytest.mark.parametrize("at", TIMES, ids=lambda at: f"{at:%a %H:%M}")
@pytest.mark.parametrize(
    ("first", "second"), list(product(STATES, STATES)), ids=lambda state: getattr(state, "__name__", "")
)
def test_the_consultant_shown_gets_the_inquiry_and_is_named(client, three, first, second, at):
    early, late, _last = three
    first(early, at)
    second(late, at)
    forget_roster()
    active.forget_rules()
    with time_machine.travel(at, tick=False):
        card = shown_now(client)
        with transaction.atomic():  # a form without a consultant; its lead is rolled back
            unnamed = ask(at=at, shown_consultant_id=None)
            transaction.set_rollback(True)
        inquiry = ask(at=at, shown_consultant_id=card.consultant.pk)
        page = read_by_the_visitor(client, inquiry)

    assert caller.who_calls(unnamed.lead, at) == card.consultant
    assert caller.who_calls(inquiry.lead, at) == card.consultant
    assert page.context["consultant"] == card.consultant
    text = Message.objects.get(template="inquiry_received")
    assert text.words["consultant"] == card.consultant.name
    assert text.words["callback_by"] == page.context["promised"]
    assert inquiry.lead.promise_due_at == inquiry.lead.next_step_at
    assert inquiry.lead.promise_due_at >= (at if card.is_on_duty else card.next_from)


def test_on_a_busy_saturday_the_lightest_on_duty_is_shown_and_answers(client, three):
    at = datetime.combine(SATURDAY, time(12, 30), tzinfo=clock.SHANGHAI)
    early, late, _last = three
    full(early, at)
    full(late, at)
    forget_roster()
    with time_machine.travel(at, tick=False):
        card = shown_now(client)
        lead = ask(at=at, head_count=60).lead

    assert (card.consultant, card.is_on_duty) == (late, True)
    assert (lead.owner, lead.routing_reason) == (late, "fallback")
    assert lead.promise_due_at.date() == at.date()
