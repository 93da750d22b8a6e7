from datetime import time, timedelta

import pytest
from django.db import IntegrityError

from consultants import queries
from consultants.models import Leave, Shift
from crm.routing.queries import active, answering
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.statements import costs

pytestmark = pytest.mark.django_db


def test_the_first_consultant_on_duty_is_shown_with_the_end(zhong, qian, monday):
    card = answering.duty_card(monday)

    assert (card.consultant, card.is_on_duty) == (zhong, True)
    assert card.until == monday.replace(hour=21, minute=0)


def test_somebody_on_leave_is_passed_over(liu, qian, monday):
    assert answering.duty_card(monday).consultant == qian


def test_at_night_the_next_consultant_on_duty_is_shown(zhong, monday):
    early = on_duty_every_day(ConsultantFactory(position=9), starts=time(7), ends=time(9))
    card = answering.duty_card(monday.replace(hour=23))

    assert (card.consultant, card.is_on_duty) == (early, False)
    assert card.next_from == (monday + timedelta(days=1)).replace(hour=7, minute=0)


def test_a_house_without_consultants_shows_nobody(db, monday):
    assert answering.duty_card(monday) is None


def test_it_costs_the_same_however_many_consultants_there_are(db, monday):
    def read_anew():
        queries.forget_roster()
        active.forget_rules()
        answering.duty_card(monday)

    assert len(costs(lambda _number: on_duty_every_day(ConsultantFactory()), read_anew)) == 1


def test_the_database_itself_refuses_two_shifts_at_once(zhong):
    with pytest.raises(IntegrityError, match="consultants_shift_no_two_at_once"):
        Shift.objects.create(consultant=zhong, weekday=0, starts=time(20), ends=time(22))


def test_hours_of_another_day_or_colleague_do_not_clash(zhong):
    colleague = ConsultantFactory()
    Shift.objects.create(consultant=colleague, weekday=0, starts=time(8), ends=time(12))
    Shift.objects.create(consultant=colleague, weekday=0, starts=time(12), ends=time(18))


def test_the_database_itself_refuses_two_leaves_at_once(liu):
    taken = Leave.objects.get()
    with pytest.raises(IntegrityError, match="consultants_leave_no_two_at_once"):
        Leave.objects.create(
            consultant=liu, starts_at=taken.starts_at + timedelta(days=1), ends_at=taken.ends_at + timedelta(days=1)
        )
