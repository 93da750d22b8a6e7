"""The calendar: next steps of a week and a month, duty beside them, and moving a step to another time."""

from datetime import datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from consultants.models import Leave
from crm.desk.rules.calendar import MOST_IN_WEEK
from crm.desk.services.moves import place_in_time
from crm.leads.models import Activity, Kind, Lead
from crm.leads.services import leads
from kit import clock
from tests.conftest import MONDAY_MORNING
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db

CALENDAR = "/desk/calendar/"
WEDNESDAY = datetime(2026, 11, 25, 10, 30, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY_MORNING, tick=False):
        yield


@pytest.fixture
def step(zhong):
    made = LeadFactory(owner=zhong, name="罗科长", next_step_at=WEDNESDAY, next_step_note="定课表")
    return Lead.objects.get(pk=made.pk)


def slot_of(page, name):
    """Day and hour of the cell in which a name stands; None where it is not shown."""
    for link in BeautifulSoup(page.text, "html.parser").select(".cal-slot .cal-step-name"):
        if name in link.text:
            found = link.find_parent(class_="cal-slot")
            return found["data-day"], found["data-hour"]
    return None


def sent(step, **values):
    return {"seen": place_in_time(step), "due_at": "2026-11-26T14:30", "back": "show=week", **values}


def test_a_next_step_stands_at_its_day_and_hour(as_zhong, step):
    assert slot_of(as_zhong.get(CALENDAR), "罗科长") == ("2026-11-25", "10")
    assert slot_of(as_zhong.get(f"{CALENDAR}?on=2026-12-02"), "罗科长") is None
    assert "罗科长" in as_zhong.get(f"{CALENDAR}?show=month&on=2026-11-02").text


def test_a_cover_sees_the_covered_desk_and_no_other(client, step, zhong, qian):
    client.force_login(qian.user)
    address = f"{CALENDAR}?of={zhong.pk}"
    assert "罗科长" not in client.get(address).text

    today = clock.start_of(MONDAY_MORNING.date())
    Leave.objects.create(consultant=zhong, cover=qian, starts_at=today, ends_at=today + timedelta(days=3))

    assert slot_of(client.get(address), "罗科长") == ("2026-11-25", "10")
    assert "罗科长" not in client.get(CALENDAR).text


def test_leave_and_hours_off_duty_are_shown(as_zhong, step, zhong):
    wednesday = clock.start_of(WEDNESDAY.date())
    Leave.objects.create(consultant=zhong, starts_at=wednesday, ends_at=wednesday + timedelta(days=1))

    page = BeautifulSoup(as_zhong.get(CALENDAR).text, "html.parser")

    assert "休假" in page.select_one("#day-1125").find_parent("section").select_one(".cal-duty").text
    assert len(page.select(".cal-slot.is-off[data-day='2026-11-25']")) == 13
    assert not page.select(".cal-slot.is-off[data-day='2026-11-24'][data-hour='9']")


def test_a_step_is_moved_keeps_its_note_and_is_taken_back(as_zhong, step):
    page = as_zhong.post(f"{CALENDAR}{step.pk}/", sent(step), follow=True)

    assert slot_of(page, "罗科长") == ("2026-11-26", "14")
    step.refresh_from_db()
    assert step.next_step_note == "定课表"
    undo = BeautifulSoup(page.text, "html.parser").select_one("[data-undo]").find_parent("form")
    back = as_zhong.post(undo["action"], {"next": undo.select_one("[name=next]")["value"]}, follow=True)
    assert slot_of(back, "罗科长") == ("2026-11-25", "10")


def test_what_a_colleague_moved_since_is_not_moved_over(as_zhong, step, manager):
    stale = sent(step)
    leads.plan_call(step.pk, due_at=WEDNESDAY + timedelta(days=2), by=manager)

    answer = as_zhong.post(f"{CALENDAR}{step.pk}/", stale)

    assert answer.status_code == 422
    assert "11-27 10:30" in answer.text
    step.refresh_from_db()
    assert step.next_step_at == WEDNESDAY + timedelta(days=2)
    again = BeautifulSoup(answer.text, "html.parser").select_one("form[data-draft] [name=seen]")["value"]
    assert as_zhong.post(f"{CALENDAR}{step.pk}/", stale | {"seen": again}).status_code == 302


def test_the_past_is_refused_and_words_are_understood(as_zhong, step):
    assert as_zhong.post(f"{CALENDAR}{step.pk}/", sent(step, due_at="2026-11-20T09:00")).status_code == 422
    assert not Activity.objects.filter(lead=step, kind=Kind.PLANNED).exists()

    as_zhong.post(f"{CALENDAR}{step.pk}/", sent(step, due_at="", words="周四 15:00"))

    assert Lead.objects.get(pk=step.pk).next_step_at == WEDNESDAY.replace(day=26, hour=15, minute=0)


def test_a_full_day_leads_to_the_list_of_that_day(as_zhong, zhong):
    for _number in range(MOST_IN_WEEK + 2):
        LeadFactory(owner=zhong, next_step_at=WEDNESDAY)

    page = BeautifulSoup(as_zhong.get(CALENDAR).text, "html.parser")
    more = page.select_one(".cal-more a")

    assert "2" in more.text
    assert as_zhong.get(more["href"]).context["sums"]["leads"] == MOST_IN_WEEK + 2


@pytest.mark.parametrize("show", ["week", "month"])
def test_any_number_of_steps_costs_the_same_and_few_nodes(as_manager, zhong, show):
    def add(number):
        LeadFactory(owner=zhong, next_step_at=WEDNESDAY + timedelta(days=number % 4, hours=number % 7))

    assert len(costs(add, lambda: as_manager.get(f"{CALENDAR}?show={show}"))) == 1
    page = BeautifulSoup(as_manager.get(f"{CALENDAR}?show={show}").text, "html.parser")
    assert len(page.find_all(True)) <= 1500
