"""The same visitor in two browsers at the same instant."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from crm.intake.models import Inquiry
from crm.intake.services import inquiries
from crm.leads.models import Lead
from tests.factories.leads import LeadFactory, asked
from tests.factories.people import ConsultantFactory, on_duty_every_day

pytestmark = pytest.mark.django_db(transaction=True)

# As many as one number may ask in an hour; under the lock the seventh is refused even at the same instant.
TIMES = 6


def with_the_second_step(question):
    """The details come at once."""
    return inquiries.receive(replace(question, remarks="下周来访"))


def rush(questions, receive=inquiries.receive):
    barrier = Barrier(len(questions))

    def one(question):
        try:
            barrier.wait(timeout=20)
            return receive(question).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(len(questions)) as pool:
        return list(pool.map(one, questions))


def test_six_different_questions_of_one_number_make_one_lead():
    on_duty_every_day(ConsultantFactory())
    rush([asked() for _time in range(TIMES)])

    assert Lead.objects.count() == 1
    assert Inquiry.objects.count() == TIMES


@pytest.mark.parametrize("receive", [inquiries.receive, with_the_second_step])
def test_six_resends_of_one_form_make_one_inquiry(receive):
    on_duty_every_day(ConsultantFactory())
    key = uuid.uuid4()

    assert len(set(rush([asked(submission_key=key) for _time in range(TIMES)], receive))) == 1
    assert (Lead.objects.count(), Inquiry.objects.count()) == (1, 1)


def test_a_page_and_a_consultant_that_have_gone_lose_no_question():
    """Their absence would show at the commit, where nothing can be tried again."""
    on_duty_every_day(ConsultantFactory())
    inquiry = with_the_second_step(asked(page_id=10**6, shown_consultant_id=10**6))

    assert (inquiry.page_id, inquiry.shown_consultant_id) == (None, None)


def test_without_the_unique_index_several_leads_are_made():
    """Negative control: look first, then insert, as most systems do."""
    owner = on_duty_every_day(ConsultantFactory())
    barrier = Barrier(TIMES)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX leads_lead_one_open_per_caller")

    def naive(_number):
        try:
            found = Lead.objects.filter(phone="+8613900002208").first()
            barrier.wait(timeout=20)
            if found is None:
                LeadFactory(phone="+8613900002208", owner=owner)
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(TIMES) as pool:
            list(pool.map(naive, range(TIMES)))
        assert Lead.objects.count() > 1
    finally:
        Lead.objects.all().delete()
        constraint = next(one for one in Lead._meta.constraints if one.name == "leads_lead_one_open_per_caller")
        with connection.schema_editor() as editor:
            editor.add_constraint(Lead, constraint)
