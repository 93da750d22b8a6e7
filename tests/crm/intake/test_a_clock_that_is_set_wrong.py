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


def test_inquiries_are_shared_when_the_clock_is_set_back_a_day(zhong, qian, monday):
    tomorrow = [ask(at=monday + DAY, phone=f"1380000000{number}").lead for number in range(4)]
    today = [ask(at=monday, phone=f"1390000000{number}").lead for number in range(4)]

    for few in (tomorrow, today):
        assert sorted(lead.owner.name for lead in few) == ["钟老师", "钟老师", "钱老师", "钱老师"]
    assert all(monday < lead.escalation_instants[0] < lead.response_due_at for lead in today)


def test_no_lead_is_returned_when_the_clock_is_set_back_a_week(lead, monday):
    assert reclaim.sweep(monday - 7 * DAY) == (0, 0)
    assert Lead.objects.get().owner is not None


def test_a_clock_that_jumps_ahead_warns_before_it_returns_leads(lead, zhong, monday):
    assert reclaim.sweep(monday + 40 * DAY) == (1, 0)
    assert reclaim.sweep(monday + DAY) == (0, 0)
    lead.refresh_from_db()
    assert lead.owner == zhong


def test_a_touch_after_the_clock_was_set_right_counts(lead, monday):
    leads.note(lead.pk, text="还在谈", by=None, at=monday + 2 * DAY)
    leads.note(lead.pk, text="还在谈", by=None, at=monday)

    lead.refresh_from_db()
    assert lead.touched_at == monday + 2 * DAY


def test_the_last_owner_still_waits_when_the_clock_is_set_back(lead, zhong, monday):
    pool.give_back(lead.pk, by=None, at=monday + DAY)
    with pytest.raises(CoolingDown):
        pool.claim(lead.pk, by=zhong.user, at=monday)
