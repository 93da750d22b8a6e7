from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import User
from consultants import queries
from consultants.errors import AwayThen, CoversThen, LeaveEndsTooEarly, LeaveIsDecided, LeaveNeedsCover, LeaveOverlaps
from consultants.models import Consultant, Leave, LeaveState
from consultants.services import leaves
from kit import clock
from tests.factories.people import ConsultantFactory

pytestmark = pytest.mark.django_db


def ask(consultant, cover, monday, *, days=2):
    begin = clock.start_of(monday.date())
    return leaves.request(consultant.pk, starts_at=begin, ends_at=begin + timedelta(days=days), cover=cover)


def test_a_request_changes_nothing_until_a_manager_confirms_it(zhong, qian, manager, monday):
    leave = ask(zhong, qian, monday)
    assert queries.roster(monday)[0].card(monday).is_on_duty
    queries.forget_roster()
    leaves.confirm(leave.pk, by=manager, at=monday)
    hers = queries.roster(monday)[0]

    assert not hers.card(monday).is_on_duty
    assert hers.leave(monday).cover_id == qian.pk
    assert hers.leave(monday + timedelta(days=3)) is None


def test_a_declined_request_leaves_room_for_another(zhong, qian, manager, monday):
    leaves.decline(ask(zhong, qian, monday).pk, by=manager, at=monday)

    assert ask(zhong, qian, monday).state == LeaveState.REQUESTED


def test_leave_needs_an_order_a_cover_and_no_overlap(zhong, qian, monday):
    with pytest.raises(LeaveEndsTooEarly):
        ask(zhong, qian, monday, days=0)
    for nobody in (None, zhong):
        with pytest.raises(LeaveNeedsCover):
            ask(zhong, nobody, monday)
    ask(zhong, qian, monday)
    with pytest.raises(LeaveOverlaps):
        ask(zhong, qian, monday)


def test_somebody_on_leave_cannot_cover(zhong, liu, monday):
    with pytest.raises(AwayThen):
        ask(zhong, liu, monday)


def test_two_colleagues_never_cover_for_each_other(zhong, qian, manager, monday):
    leaves.confirm(ask(zhong, qian, monday).pk, by=manager, at=monday)
    with pytest.raises(AwayThen, match="钟老师"):
        ask(qian, zhong, monday)


def test_of_two_requests_that_name_each_other_one_is_confirmed(zhong, qian, manager, monday):
    first, second = ask(zhong, qian, monday), ask(qian, zhong, monday)
    leaves.confirm(first.pk, by=manager, at=monday)
    with pytest.raises(AwayThen):
        leaves.confirm(second.pk, by=manager, at=monday)


def test_who_covers_for_somebody_takes_no_leave_then(zhong, qian, manager, monday):
    sun = ConsultantFactory(name="孙老师")
    early = ask(qian, sun, monday, days=5)
    leaves.confirm(ask(zhong, qian, monday).pk, by=manager, at=monday)

    for act in (lambda: ask(sun, zhong, monday), lambda: leaves.confirm(early.pk, by=manager, at=monday)):
        with pytest.raises((AwayThen, CoversThen), match="钟老师"):
            act()
    begin = clock.start_of(monday.date()) + timedelta(days=2)
    assert leaves.request(sun.pk, starts_at=begin, ends_at=begin + timedelta(days=1), cover=zhong)


def test_another_cover_sets_the_first_one_free(client, zhong, qian, manager):
    sun, at = ConsultantFactory(name="孙老师"), clock.now()
    hers = ask(zhong, qian, at)
    leaves.confirm(hers.pk, by=manager, at=at)
    client.force_login(manager)
    page = reverse("consultants:leave-cover", args=[hers.pk])
    assert client.post(page, {"cover": sun.pk}).status_code == 302

    hers.refresh_from_db()
    assert hers.cover == sun
    assert ask(qian, sun, at)
    assert "请指定" in client.post(page, {"cover": zhong.pk}, follow=True).text
    hers.refresh_from_db()
    assert hers.cover == sun


@pytest.mark.parametrize("ends", ["is_active", "user__is_active"])
def test_who_does_not_work_here_covers_for_nobody(ends, zhong, qian, manager, monday):
    leave = ask(zhong, qian, monday)
    if ends == "is_active":
        Consultant.objects.filter(pk=qian.pk).update(is_active=False)
    else:
        User.objects.filter(consultant=qian).update(is_active=False)

    with pytest.raises(LeaveNeedsCover):
        leaves.confirm(leave.pk, by=manager, at=monday)


def test_the_page_says_for_whom_one_covers(client, zhong, qian, manager):
    on = clock.today()
    leaves.confirm(ask(zhong, qian, clock.now()).pk, by=manager)
    sun = ConsultantFactory(name="孙老师")
    client.force_login(qian.user)
    answer = client.post(reverse("consultants:leave-request"), {"starts_on": on, "ends_on": on, "cover": sun.pk})

    assert answer.status_code == 422
    assert "钟老师" in answer.text


def test_a_request_is_answered_once(zhong, qian, manager, monday):
    leave = ask(zhong, qian, monday)
    leaves.confirm(leave.pk, by=manager, at=monday)
    with pytest.raises(LeaveIsDecided):
        leaves.decline(leave.pk, by=manager, at=monday)


def test_the_database_itself_refuses_covering_for_oneself(zhong, qian, monday):
    leave = ask(zhong, qian, monday)
    with pytest.raises(IntegrityError, match="consultants_leave_cover_is_somebody_else"):
        Leave.objects.filter(pk=leave.pk).update(cover=zhong)


def test_the_page_keeps_what_was_typed_when_leave_is_refused(as_zhong, qian):
    on = clock.today() + timedelta(days=5)
    typed = {"starts_on": on, "ends_on": on - timedelta(days=2), "cover": qian.pk, "reason": "探亲"}
    refused = as_zhong.post(reverse("consultants:leave-request"), typed)

    assert refused.status_code == 422
    assert 'value="探亲"' in refused.text
    assert not Leave.objects.exists()


def test_a_consultant_asks_and_a_manager_confirms_on_their_pages(client, zhong, qian, manager):
    on = clock.today() + timedelta(days=5)
    client.force_login(zhong.user)
    client.post(reverse("consultants:leave-request"), {"starts_on": on, "ends_on": on, "cover": qian.pk})
    leave = Leave.objects.get()
    assert client.post(reverse("consultants:leave-answer", args=[leave.pk]), {"confirm": ""}).status_code == 403
    client.force_login(manager)
    client.post(reverse("consultants:leave-answer", args=[leave.pk]), {"confirm": ""})
    leave.refresh_from_db()

    assert (leave.state, leave.decided_by) == (LeaveState.CONFIRMED, manager)
    assert leave.ends_at - leave.starts_at == timedelta(days=1)


def test_a_day_at_the_edge_of_the_calendar_is_refused(as_zhong, qian):
    typed = {"starts_on": "9999-12-31", "ends_on": "9999-12-31", "cover": qian.pk}
    answer = as_zhong.post(reverse("consultants:leave-request"), typed)

    assert answer.status_code == 422
    assert "2099" in answer.text
