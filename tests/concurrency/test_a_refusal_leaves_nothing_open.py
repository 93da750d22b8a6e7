"""An inquiry that is refused in the middle of its transaction leaves nothing behind, whatever entrance it came by."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from crm.intake.models import Inquiry
from crm.intake.services import replies
from crm.leads.errors import LeadIsClosed
from crm.leads.models import Lead
from kit.throttle import TooManyRequests
from messaging.models import Reply
from tests.factories.people import ConsultantFactory, on_duty_round_the_clock

pytestmark = pytest.mark.django_db(transaction=True)

OFTEN = "+8613900002208"
VISITORS = 12


@pytest.fixture
def colleague():
    return on_duty_round_the_clock(ConsultantFactory())


def by_form(phone, _colleague):
    said = {"name": "王主任", "phone": phone, "head_count": 45, "consent": "on"}
    return Client().post("/inquire/", said).status_code


def by_api(phone, colleague):
    said = {"name": "王主任", "phone": phone, "head_count": 45, "consent": True}
    client = Client()
    client.force_login(colleague.user)
    return client.post("/api/v1/inquiries/", said, content_type="application/json").status_code


def by_telephone(phone, colleague):
    said = {"name": "王主任", "phone": phone, "key": uuid.uuid4(), "source": "hotline", "outcome": "interested"}
    client = Client()
    client.force_login(colleague.user)
    return client.post("/desk/telephone/", said).status_code


def by_text(phone, _colleague):
    reply = Reply(from_number=phone, provider_sid=uuid.uuid4().hex, body="想问问班", received_at=timezone.now())
    try:
        replies.take(reply, is_refusal=False, at=timezone.now())
    except TooManyRequests:
        return 429
    return 200


ENTRANCES = {"form": by_form, "api": by_api, "telephone": by_telephone, "text": by_text}


def seven_of_one_number(colleague):
    return [by_form(OFTEN, colleague) for _time in range(7)]


def refused(execute, sql, params, many, context):
    """Refuse at the last row that a call writes."""
    if sql.startswith('INSERT INTO "leads_action"'):
        raise LeadIsClosed
    return execute(sql, params, many, context)


def refuse(entrance, colleague):
    """Let one entrance be refused after routing has been locked."""
    if entrance == "telephone":
        with connection.execute_wrapper(refused):
            return by_telephone(OFTEN, colleague)
    if entrance == "text":
        # A lead that has an owner takes a reply as a line; a new inquiry by text comes of a lead in the pool.
        Lead.objects.filter(phone=OFTEN).update(
            owner=None, pooled_at=timezone.now(), next_step_at=None, escalate_at=None
        )
    return ENTRANCES[entrance](OFTEN, colleague)


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_after_a_refusal_twelve_other_visitors_are_all_answered(entrance, colleague):
    assert seven_of_one_number(colleague) == [302] * 6 + [429]
    assert refuse(entrance, colleague) in {422, 429}
    barrier = Barrier(VISITORS)

    def visit(number):
        try:
            barrier.wait(timeout=20)
            return ENTRANCES[entrance](f"+86138000000{number:02d}", colleague)
        finally:
            connection.close()

    began = time.monotonic()
    with ThreadPoolExecutor(VISITORS) as pool:
        answers = list(pool.map(visit, range(VISITORS)))

    assert set(answers) <= {200, 201, 302}
    assert time.monotonic() - began < 10
    assert Inquiry.objects.count() == 6 + VISITORS
    assert left_open() == []


def left_open():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND state LIKE %s",
            ["idle in transaction%"],
        )
        return cursor.fetchall()


def test_the_server_ends_what_waits_or_is_forgotten():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')")
        assert cursor.fetchone() == ("10s", "30s")


def test_the_seventh_inquiry_of_a_number_says_why_it_is_refused(colleague, client):
    seven_of_one_number(colleague)
    answer = client.post("/inquire/", {"name": "王", "phone": OFTEN, "head_count": 4, "consent": "on"})

    assert answer.status_code == 429
    assert "请" in answer.text
