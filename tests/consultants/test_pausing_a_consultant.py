from datetime import timedelta

import pytest
from django.db import IntegrityError

from consultants import queries
from consultants.errors import PauseEndsTooEarly, PauseSaysNotWhy
from consultants.models import Consultant, Pause
from consultants.services import people
from crm.routing.queries import answering

pytestmark = pytest.mark.django_db


def pause(consultant, monday, by, hours=2):
    return people.pause(consultant.pk, until=monday + timedelta(hours=hours), reason="接待考察团", by=by, at=monday)


def test_whoever_is_paused_is_off_duty_until_the_pause_ends(
    zhong, qian, manager, monday, django_capture_on_commit_callbacks
):
    assert answering.duty_card(monday).consultant == zhong
    with django_capture_on_commit_callbacks(execute=True):
        pause(zhong, monday, manager)
    hers = queries.roster(monday)[0]

    assert answering.duty_card(monday).consultant == qian
    assert (hers.paused_until, hers.pause_reason) == (monday + timedelta(hours=2), "接待考察团")
    assert hers.card(monday).next_from == monday + timedelta(hours=2)


def test_a_pause_that_is_over_leaves_no_trace_on_the_roster(zhong, manager, monday):
    pause(zhong, monday, manager)
    hers = queries.roster(monday + timedelta(hours=3))[0]

    assert (hers.paused_until, hers.pause_reason) == (None, "")
    assert hers.card(monday + timedelta(hours=3)).is_on_duty


def test_the_time_before_a_pause_stays_what_it_was(zhong, manager, monday):
    pause(zhong, monday, manager)
    earlier = monday - timedelta(minutes=30)

    assert queries.roster(earlier)[0].card(earlier).is_on_duty
    assert queries.roster(earlier)[0].paused_until is None


def test_a_longer_pause_keeps_its_beginning(zhong, manager, monday):
    pause(zhong, monday, manager)
    later = monday + timedelta(hours=1)
    longer = people.pause(zhong.pk, until=monday + timedelta(hours=5), reason="会议延长", by=manager, at=later)

    assert (longer.paused_from, longer.paused_until) == (monday, monday + timedelta(hours=5))


def test_resuming_brings_her_back_at_once_and_is_written_down(zhong, manager, monday):
    pause(zhong, monday, manager)
    people.resume(zhong.pk, by=manager, at=monday + timedelta(minutes=5))

    assert queries.roster(monday)[0].card(monday).is_on_duty
    assert list(Pause.objects.values_list("until", "by")) == [
        (None, manager.pk),
        (monday + timedelta(hours=2), manager.pk),
    ]


def test_resuming_somebody_who_works_changes_nothing(zhong, manager, monday):
    people.resume(zhong.pk, by=manager, at=monday)

    assert not Pause.objects.exists()


def test_a_pause_needs_a_future_end_and_a_reason(zhong, manager, monday):
    with pytest.raises(PauseEndsTooEarly):
        pause(zhong, monday, manager, hours=0)
    with pytest.raises(PauseSaysNotWhy):
        people.pause(zhong.pk, until=monday + timedelta(hours=1), reason="  ", by=manager, at=monday)


def test_the_database_itself_refuses_a_pause_without_its_reason(zhong, monday):
    with pytest.raises(IntegrityError, match="consultants_consultant_pause_says_why"):
        Consultant.objects.filter(pk=zhong.pk).update(paused_until=monday)


def test_the_database_itself_refuses_to_change_the_record(zhong, manager, monday):
    pause(zhong, monday, manager)
    with pytest.raises(IntegrityError, match="consultants_pause_is_append_only"):
        Pause.objects.update(reason="")
