"""The server's clock jumps back or ahead: every lead keeps an owner, nothing is taken from anybody too early."""

from datetime import timedelta

import pytest

from crm.leads.models import Lead
from crm.leads.services import leads
from crm.pool.errors import CoolingDown
from crm.pool.services import pool, reclaim
from tests.factories.leads import ask

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_set_back_a_day_questions_are_still_shared_and_promised_ahead(zhong, qian, monday):
    tomorrow = [ask(at=monday + DAY, phone=f"1380000000{number}").lead for number in range(4)]
    today = [ask(at=monday, phone=f"1390000000{number}").lead for number in range(4)]

    for few in (tomorrow, today):
        assert sorted(lead.owner.name for lead in few) == ["钟老师", "钟老师", "钱老师", "钱老师"]
    assert all(monday < lead.escalation_instants[0] < lead.response_due_at for lead in today)


def test_set_back_a_week_no_lead_is_warned_of_or_returned(lead, monday):
    assert reclaim.sweep(monday - 7 * DAY) == (0, 0)
    assert Lead.objects.get().owner is not None


def test_a_jump_ahead_warns_first_and_set_right_again_takes_nothing(lead, zhong, monday):
    assert reclaim.sweep(monday + 40 * DAY) == (1, 0)
    assert reclaim.sweep(monday + DAY) == (0, 0)
    lead.refresh_from_db()
    assert lead.owner == zhong


def test_a_touch_after_the_clock_was_set_right_counts(lead, monday):
    leads.note(lead.pk, text="还在谈", by=None, at=monday + 2 * DAY)
    leads.note(lead.pk, text="还在谈", by=None, at=monday)

    lead.refresh_from_db()
    assert lead.touched_at == monday + 2 * DAY


def test_set_back_after_a_return_the_last_owner_still_waits(lead, zhong, monday):
    pool.give_back(lead.pk, by=None, at=monday + DAY)
    with pytest.raises(CoolingDown):
        pool.claim(lead.pk, by=zhong.user, at=monday)
