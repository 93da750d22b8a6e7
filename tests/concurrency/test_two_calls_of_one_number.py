"""Two colleagues answer, and the visitor sends the form, all at the same instant; the negative control is next door.

Without the unique index the same rush makes several leads: see `test_two_questions_of_one_number.py`.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.intake.models import Inquiry
from crm.intake.services import inquiries, telephone
from crm.intake.services.telephone import Call
from crm.leads.models import Lead
from crm.leads.rules.outcomes import Outcome
from kit import phones
from tests.factories.leads import asked
from tests.factories.people import ConsultantFactory, on_duty_every_day

pytestmark = pytest.mark.django_db(transaction=True)

# Together within what one number may ask in an hour.
TIMES = 3


def test_calls_and_questions_of_one_number_meet_in_one_lead():
    people = [on_duty_every_day(one).user for one in ConsultantFactory.create_batch(TIMES)]
    barrier = Barrier(2 * TIMES)

    def answer(who):
        heard = Call(name="王主任", phone=phones.parse("13900002208"), outcome=Outcome.INTERESTED)
        try:
            barrier.wait(timeout=20)
            telephone.take(heard, by=who)
        finally:
            connection.close()

    def ask(_number):
        try:
            barrier.wait(timeout=20)
            inquiries.receive(asked())
        finally:
            connection.close()

    with ThreadPoolExecutor(2 * TIMES) as threads:
        list(threads.map(lambda act: act(), [lambda who=who: answer(who) for who in people] + [lambda: ask(0)] * TIMES))

    assert Lead.objects.count() == 1
    assert Inquiry.objects.count() == 2 * TIMES
