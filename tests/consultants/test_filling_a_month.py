from datetime import date, datetime, timedelta
from datetime import time as clock_time

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from consultants import queries
from consultants.errors import DayIsPast, RosterChanged
from consultants.models import DatedShift, DutyChange, Leave
from consultants.rules.hours import HoursOverlap
from consultants.rules.month import Month
from consultants.services import days
from crm.routing.queries import answering
from kit import clock
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.statements import costs

pytestmark = pytest.mark.django_db

DECEMBER = Month(date(2026, 12, 1))
FIRST = date(2026, 12, 1)
SECOND = date(2026, 12, 2)


def cells(of=DECEMBER):
    return dict(queries.month_plan(of).cells)


def save(seen, wanted, manager, monday):
    return days.save_month(DECEMBER, seen=seen, wanted=wanted, by=manager, at=monday)


def test_a_tap_takes_a_day_away_and_gives_another(zhong, qian, manager, monday):
    seen = cells()
    wanted = {cell: text for cell, text in seen.items() if cell != (FIRST, zhong.pk)} | {
        (SECOND, qian.pk): "18:00-21:00"
    }

    assert save(seen, wanted, manager, monday) == 2
    assert (FIRST, zhong.pk) not in cells()
    assert cells()[SECOND, qian.pk] == "18:00-21:00"
    assert {(one.before, one.after, one.by) for one in DutyChange.objects.all()} == {
        ("08:00-21:00", "", manager),
        ("08:00-21:00", "18:00-21:00", manager),
    }


def test_a_day_that_comes_out_as_the_pattern_has_it_needs_no_row(zhong, manager, monday):
    seen = cells()
    save(seen, {cell: text for cell, text in seen.items() if cell[0] != FIRST}, manager, monday)
    save(cells(), seen, manager, monday)

    assert not DatedShift.objects.exists()
    assert cells() == seen


def test_the_later_of_two_managers_sees_it_and_nothing_is_lost(zhong, qian, manager, monday):
    seen = cells()
    save(seen, {cell: text for cell, text in seen.items() if cell != (FIRST, zhong.pk)}, manager, monday)
    theirs = {cell: text for cell, text in seen.items() if cell != (SECOND, qian.pk)}
    with pytest.raises(RosterChanged) as refused:
        save(seen, theirs, manager, monday)

    assert refused.value.changed == ((FIRST, zhong.pk),)
    assert (FIRST, zhong.pk) not in cells()
    assert (SECOND, qian.pk) in cells()


def test_days_that_are_over_stay_whatever_the_form_says(zhong, manager, monday):
    november = Month.of(monday.date())
    seen = dict(queries.month_plan(november).cells)
    kept = {cell: text for cell, text in seen.items() if cell[0] > date(2026, 11, 24)}

    assert days.save_month(november, seen=seen, wanted=kept, by=manager, at=monday) == 2
    with pytest.raises(DayIsPast):
        days.set_hours(zhong.pk, on=date(2026, 11, 1), hours_text="", by=manager, at=monday)


def test_extra_duty_is_added_and_may_not_overlap(zhong, manager, monday):
    days.set_hours(zhong.pk, on=FIRST, hours_text="8-21 21-23", by=manager, at=monday)

    assert cells()[FIRST, zhong.pk] == "08:00-21:00 21:00-23:00"
    with pytest.raises(HoursOverlap):
        days.set_hours(zhong.pk, on=FIRST, hours_text="8-21 9-10", by=manager, at=monday)


def test_the_database_itself_refuses_double_duty(zhong):
    DatedShift.objects.create(consultant=zhong, on=FIRST, starts=clock_time(8), ends=clock_time(12))
    DatedShift.objects.create(consultant=zhong, on=FIRST, starts=clock_time(12), ends=clock_time(18))
    with pytest.raises(IntegrityError, match="consultants_datedshift_no_double_duty"):
        DatedShift.objects.create(consultant=zhong, on=FIRST, starts=clock_time(11), ends=clock_time(13))


def test_the_database_itself_refuses_duty_on_a_day_off(zhong):
    DatedShift.objects.create(consultant=zhong, on=FIRST)
    with pytest.raises(IntegrityError, match="consultants_datedshift_no_double_duty"):
        DatedShift.objects.create(consultant=zhong, on=FIRST, starts=clock_time(8), ends=clock_time(12))


def test_the_database_itself_refuses_to_change_the_record(zhong, manager, monday):
    days.set_hours(zhong.pk, on=FIRST, hours_text="", by=manager, at=monday)
    with pytest.raises(IntegrityError, match="consultants_dutychange_is_append_only"):
        DutyChange.objects.all().delete()


def test_the_roster_follows_a_changed_day_at_once(zhong, qian, manager, monday, django_capture_on_commit_callbacks):
    assert answering.duty_card(monday).consultant == zhong
    with django_capture_on_commit_callbacks(execute=True):
        days.set_hours(zhong.pk, on=monday.date(), hours_text="14-18", by=manager, at=monday)

    assert answering.duty_card(monday).consultant == qian
    assert queries.roster(monday)[0].card(monday).next_from == monday.replace(hour=14, minute=0)


def test_copying_four_weeks_skips_holidays_and_people_on_leave(zhong, qian, manager):
    at = datetime(2026, 9, 1, 9, tzinfo=clock.SHANGHAI)
    days.set_hours(qian.pk, on=date(2026, 9, 9), hours_text="", by=manager, at=at)
    starts_at = clock.start_of(date(2026, 10, 12))
    Leave.objects.create(consultant=zhong, starts_at=starts_at, ends_at=starts_at + timedelta(days=1))
    october = Month(date(2026, 10, 1))
    proposed = queries.proposal(october, "month", queries.month_plan(october).cells, at.date())

    assert (date(2026, 10, 1), zhong.pk) not in proposed
    assert (date(2026, 10, 7), qian.pk) not in proposed
    assert (date(2026, 10, 12), zhong.pk) not in proposed
    assert (date(2026, 10, 12), qian.pk) in proposed


def test_copying_last_week_takes_what_the_page_shows(zhong):
    chosen = {cell: text for cell, text in cells().items() if cell[0] != date(2026, 12, 8)}
    proposed = queries.proposal(DECEMBER, "week:2026-12-14", chosen, date(2026, 11, 23))

    assert (date(2026, 12, 15), zhong.pk) not in proposed
    assert (date(2026, 12, 16), zhong.pk) in proposed


# The page.


def form_of(answer):
    grid = answer.context["grid"]
    on = [chip.value for row in grid.rows for chip in row.chips if chip.is_on and not row.is_past]
    return {"month": f"{grid.month.first:%Y-%m-%d}", "seen": grid.seen, "on": on}


@pytest.fixture
def page(as_manager, zhong, qian, monday):
    with time_machine.travel(monday, tick=False):
        yield as_manager


def open_month(client, month="2026-12"):
    return client.get(f"{reverse('consultants:roster')}?month={month}")


def without(form, cell):
    return form | {"on": [one for one in form["on"] if not one.startswith(cell)]}


def test_the_page_as_it_came_saves_nothing(page):
    answer = page.post(reverse("consultants:roster"), form_of(open_month(page)))

    assert answer.status_code == 302
    assert not DutyChange.objects.exists()


def test_a_chip_taken_off_is_saved_with_or_without_htmx(page, zhong):
    form = without(form_of(open_month(page)), f"2026-12-01.{zhong.pk}=")
    page.post(reverse("consultants:roster"), form)
    form = without(form_of(open_month(page)), f"2026-12-02.{zhong.pk}=")
    fragment = page.post(reverse("consultants:roster"), form, headers={"hx-request": "true"}, follow=True)

    assert not {(FIRST, zhong.pk), (SECOND, zhong.pk)} & set(cells())
    assert "<html" not in fragment.text


def test_a_refused_save_keeps_the_choice_and_names_the_changes(page, zhong, qian, manager, monday):
    form = without(form_of(open_month(page)), f"2026-12-02.{qian.pk}=")
    days.set_hours(zhong.pk, on=FIRST, hours_text="", by=manager, at=monday)
    refused = page.post(reverse("consultants:roster"), form)
    again = form_of(refused)

    assert refused.status_code == 422
    assert "12-01 钟老师" in refused.text
    assert "黄主任" in refused.text
    assert not [one for one in again["on"] if one.startswith((f"2026-12-02.{qian.pk}=", f"2026-12-01.{zhong.pk}="))]
    assert page.post(reverse("consultants:roster"), again).status_code == 302
    assert not {(FIRST, zhong.pk), (SECOND, qian.pk)} & set(cells())


def test_a_copy_is_only_shown_until_it_is_saved(page, zhong):
    form = without(form_of(open_month(page)), f"2026-12-08.{zhong.pk}=") | {"act": "week:2026-12-14"}
    shown = page.post(reverse("consultants:roster"), form)

    assert shown.context["grid"].unsaved == 2
    assert not DutyChange.objects.exists()
    page.post(reverse("consultants:roster"), form_of(shown))
    assert DutyChange.objects.count() == 2


def test_a_day_nobody_covers_is_marked(page, zhong, qian):
    form = form_of(open_month(page))
    page.post(reverse("consultants:roster"), form | {"on": [one for one in form["on"] if "2026-12-05" not in one]})
    grid = open_month(page).context["grid"]

    assert [(row.on.day, row.gap) for row in grid.rows if row.gap] == [(5, "08:00-18:00")]
    assert "无人 08:00-18:00" in open_month(page).text


def test_holidays_are_marked_and_an_unknown_year_says_so(page):
    october = open_month(page, "2026-10")

    assert "国庆节" in october.text
    assert [row.on.day for row in october.context["grid"].rows if row.kind == "made_up"] == [10]
    assert "尚未公布" in open_month(page, "2099-01").text
    assert "尚未公布" in page.get("/desk/roster/2099-01-05/").content.decode()


def test_duty_during_leave_is_seen_at_once(page, zhong, manager, monday):
    starts_at = clock.start_of(FIRST)
    Leave.objects.create(consultant=zhong, starts_at=starts_at, ends_at=starts_at + timedelta(days=1))
    days.set_hours(zhong.pk, on=FIRST, hours_text="8-12", by=manager, at=monday)

    assert open_month(page).context["grid"].doubles == 1
    assert "休假期间值班" in open_month(page).text


@pytest.mark.parametrize("damage", [{"on": ["nonsense"]}, {"seen": "2026-13-01.1=8-9"}, {"act": "week:2026-99-99"}])
def test_a_damaged_form_is_refused_and_changes_nothing(page, damage):
    answer = page.post(reverse("consultants:roster"), form_of(open_month(page)) | damage)

    assert answer.status_code == 422
    assert not DutyChange.objects.exists()


def test_a_consultant_sees_the_month_and_cannot_fill_it(client, zhong):
    client.force_login(zhong.user)

    assert 'type="checkbox"' not in open_month(client).text
    assert client.post(reverse("consultants:roster"), {"month": "2026-12-01"}).status_code == 403


def test_refused_hours_of_a_day_keep_what_was_typed(page, zhong):
    address = reverse("consultants:day", kwargs={"on": FIRST})
    refused = page.post(address, {"consultant": zhong.pk, "hours": "8-12 11-14", "seen": "08:00-21:00"})

    assert refused.status_code == 422
    assert 'value="8-12 11-14"' in refused.text
    assert "重叠" in refused.text
    assert page.post(address, {"consultant": zhong.pk, "hours": "8-12", "seen": "08:00-21:00"}).status_code == 302
    assert cells()[FIRST, zhong.pk] == "08:00-12:00"


def test_a_day_changed_meanwhile_is_not_overwritten(page, zhong, manager, monday):
    address = reverse("consultants:day", kwargs={"on": FIRST})
    days.set_hours(zhong.pk, on=FIRST, hours_text="9-17", by=manager, at=monday)
    refused = page.post(address, {"consultant": zhong.pk, "hours": "8-12", "seen": "08:00-21:00"})

    assert refused.status_code == 422
    assert 'value="8-12"' in refused.text
    assert 'name="seen" value="09:00-17:00"' in refused.text
    assert cells()[FIRST, zhong.pk] == "09:00-17:00"


def test_the_month_costs_the_same_for_any_number_of_consultants(as_manager):
    def add(_number):
        on_duty_every_day(ConsultantFactory())

    assert len(costs(add, lambda: open_month(as_manager), sizes=(1, 3, 20))) == 1


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2100-01", "2026-13", "１２", ""])
def test_a_month_outside_the_calendar_is_the_present_one(as_manager, month):
    assert open_month(as_manager, month).status_code == 200


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_outside_the_calendar_has_no_page(as_manager, on):
    assert as_manager.get(f"/desk/roster/{on}/").status_code == 404


@pytest.mark.parametrize(("field", "value"), [("act", "week:9999-12-27"), ("on", "9999-12-31.1=08:00-12:00")])
def test_a_roster_sent_for_the_end_of_time_is_refused(as_manager, zhong, field, value):
    answer = as_manager.post(reverse("consultants:roster"), {"month": "2026-12", "seen": "", field: value})

    assert answer.status_code in {200, 302, 422}
