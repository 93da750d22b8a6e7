"""A manager plans one consultant: her weekly pattern, limits and leave; two managers at once lose nothing."""

from datetime import date, time, timedelta

import pytest

from consultants import queries
from consultants.errors import LeaveIsOver
from consultants.models import Leave, LeaveState, Shift
from consultants.rules.hours import read
from consultants.services import leaves, people, weeks
from kit import clock
from kit.errors import ChangedMeanwhile
from tests.factories import content
from tests.statements import costs

pytestmark = pytest.mark.django_db


def as_shown(page, name):
    """What a browser sends back when nobody changes anything."""
    return {field.html_name: field.value() for field in page.context[name] if field.value()}


def address(consultant, act=""):
    return f"/desk/roster/people/{consultant.pk}/{act}"


def test_a_weekly_pattern_is_seven_lines(as_manager, zhong):
    said = as_shown(as_manager.get(address(zhong)), "week_form")
    answer = as_manager.post(address(zhong, "week/"), said | {"day_0": "8-12 14：00-18：00", "day_6": ""})

    assert answer.status_code == 302
    assert [(one.starts, one.ends) for one in Shift.objects.filter(consultant=zhong, weekday=0)] == [
        (time(8), time(12)),
        (time(14), time(18)),
    ]
    assert not Shift.objects.filter(consultant=zhong, weekday=6).exists()


def test_the_page_as_it_came_changes_nothing(as_manager, zhong):
    before = queries.weekly_hours(zhong.pk)
    as_manager.post(address(zhong, "week/"), as_shown(as_manager.get(address(zhong)), "week_form"))

    assert queries.weekly_hours(zhong.pk) == before


@pytest.mark.parametrize(("typed", "words"), [("8-12 11-18", "时间重叠"), ("早班", "08:00-12:00 14:00-18:00")])
def test_hours_that_overlap_are_refused_at_their_day(as_manager, zhong, typed, words):
    before = queries.weekly_hours(zhong.pk)
    said = as_shown(as_manager.get(address(zhong)), "week_form")
    answer = as_manager.post(address(zhong, "week/"), said | {"day_2": typed})

    assert answer.status_code == 422
    assert words in answer.context["week_form"].errors["day_2"][0]
    assert f'value="{typed}"' in answer.content.decode()
    assert queries.weekly_hours(zhong.pk) == before


def test_the_roster_follows_a_new_pattern_at_once(zhong, monday, django_capture_on_commit_callbacks):
    assert queries.roster(monday)[0].card(monday).is_on_duty
    with django_capture_on_commit_callbacks(execute=True):
        weeks.set_pattern(zhong.pk, wanted={0: read("14-18")})

    assert queries.roster(monday)[0].card(monday).next_from == monday.replace(hour=14, minute=0)


def test_the_later_of_two_managers_loses_nothing_typed(as_manager, zhong):
    said = as_shown(as_manager.get(address(zhong)), "week_form") | {"day_0": "9-17"}
    weeks.set_pattern(zhong.pk, wanted={1: read("10-12")})
    answer = as_manager.post(address(zhong, "week/"), said)

    assert answer.status_code == 422
    assert "其他人已经修改" in answer.content.decode()
    assert "现在是：10:00-12:00" in answer.content.decode()
    assert queries.weekly_hours(zhong.pk) == {1: read("10-12")}
    assert as_manager.post(address(zhong, "week/"), as_shown(answer, "week_form")).status_code == 302
    assert queries.weekly_hours(zhong.pk)[0] == read("9-17")


def test_limits_and_specialities_are_not_overwritten_unseen(as_manager, zhong):
    said = as_shown(as_manager.get(address(zhong)), "equip_form") | {"open_leads_at_most": 40}
    people.equip(zhong.pk, open_leads_at_most=None, new_leads_a_day_at_most=6, specialities=["region:江西"])
    answer = as_manager.post(address(zhong), said)

    assert answer.status_code == 422
    assert "现在是：江西" in answer.content.decode()
    assert [topic.slug for topic in zhong.topics.all()] == ["region:江西"]
    again = as_shown(answer, "equip_form")
    assert again["open_leads_at_most"] == "40"
    assert as_manager.post(address(zhong), again).status_code == 302
    zhong.refresh_from_db()
    assert zhong.open_leads_at_most == 40


def test_specialities_are_chosen_by_name_and_kept_as_slugs(as_manager, zhong):
    content.programme(title="党性教育五日班", slug="party-spirit-5")
    page = as_manager.get(address(zhong))
    assert "党性教育五日班" in page.text
    assert "企业" in page.text
    said = as_shown(page, "equip_form")
    chosen = {
        "programme": ["party-spirit-5"],
        "region": ["江西", "湖南"],
        "kind": ["state-owned"],
        "place": "南昌、吉安",
    }
    assert as_manager.post(address(zhong), said | chosen).status_code == 302

    assert {topic.slug for topic in zhong.topics.all()} == {
        "programme:party-spirit-5",
        "region:江西",
        "region:湖南",
        "region:南昌",
        "region:吉安",
        "kind:state-owned",
    }
    again = as_shown(as_manager.get(address(zhong)), "equip_form")
    assert {name: again[name] for name in chosen} == chosen | {"region": ["江西", "湖南"], "place": "南昌 吉安"}


def test_a_programme_offered_no_more_stays_ticked(as_manager, zhong):
    people.equip(zhong.pk, open_leads_at_most=None, new_leads_a_day_at_most=None, specialities=["programme:gone-3"])
    said = as_shown(as_manager.get(address(zhong)), "equip_form")
    as_manager.post(address(zhong), said | {"open_leads_at_most": 9})
    assert [topic.slug for topic in zhong.topics.all()] == ["programme:gone-3"]

    as_manager.post(address(zhong), as_shown(as_manager.get(address(zhong)), "equip_form") | {"programme": []})
    assert not zhong.topics.exists()


@pytest.mark.parametrize("wrong", [{"programme": ["unheard-of"]}, {"kind": ["circus"]}, {"place": "region:江西"}])
def test_what_is_on_no_list_is_refused(as_manager, zhong, wrong):
    answer = as_manager.post(address(zhong), as_shown(as_manager.get(address(zhong)), "equip_form") | wrong)

    assert answer.status_code == 422
    assert not zhong.topics.exists()


def test_what_was_seen_is_compared_under_the_lock(zhong):
    with pytest.raises(ChangedMeanwhile):
        weeks.set_pattern(zhong.pk, wanted={}, seen="0 00:00-01:00")
    with pytest.raises(ChangedMeanwhile):
        people.equip(zhong.pk, open_leads_at_most=1, new_leads_a_day_at_most=1, specialities=[], seen="9 9")


def test_a_manager_enters_leave_and_ends_it_early(as_manager, zhong, qian):
    today = clock.today()
    said = {"starts_on": today, "ends_on": today + timedelta(days=3), "cover": qian.pk, "reason": "病假"}
    as_manager.post(address(zhong, "leave/"), said)
    leave = Leave.objects.get()
    assert (leave.state, leave.cover) == (LeaveState.CONFIRMED, qian)

    assert "已回来" in as_manager.get(address(zhong)).content.decode()
    as_manager.post(f"/desk/roster/leave/{leave.pk}/", {"end": "1"})
    leave.refresh_from_db()
    assert leave.ends_at <= clock.now()


def test_coming_leave_is_taken_back_and_past_leave_stays(zhong, qian, manager, monday):
    day = timedelta(days=1)
    coming = leaves.grant(zhong.pk, starts_at=monday + day, ends_at=monday + 2 * day, cover=qian, by=manager, at=monday)
    leaves.end(coming.pk, by=manager, at=monday)

    coming.refresh_from_db()
    assert coming.state == LeaveState.DECLINED
    with pytest.raises(LeaveIsOver):
        leaves.end(coming.pk, by=manager, at=monday)


def test_leave_without_a_cover_is_refused_with_what_was_typed(as_manager, zhong):
    answer = as_manager.post(address(zhong, "leave/"), {"starts_on": "2026-12-01", "ends_on": "2026-12-02"})

    assert answer.status_code == 422
    assert answer.context["leave_form"]["starts_on"].value() == "2026-12-01"


def test_the_page_costs_the_same_for_any_number_of_leaves(as_manager, zhong, qian):
    def add(number):
        starts_at = clock.start_of(date(2027, 3, 1) + timedelta(days=2 * number))
        Leave.objects.create(consultant=zhong, cover=qian, starts_at=starts_at, ends_at=starts_at + timedelta(days=1))

    assert len(costs(add, lambda: as_manager.get(address(zhong)))) == 1


@pytest.mark.parametrize("until", ["9999-12-31T23:59", "2100-01-01T00:00"])
def test_a_pause_ends_within_the_calendar(as_manager, zhong, until):
    answer = as_manager.post(address(zhong, "pause/"), {"until": until, "reason": "培训"})

    assert "until" in answer.context["pause_form"].errors
    for page in (address(zhong), "/desk/roster/", "/desk/"):
        assert as_manager.get(page, follow=True).status_code == 200
