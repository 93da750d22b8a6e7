"""A page never shows yesterday's consultant: not after a shift has ended, nor a pause, a swap or a copy on the way."""

from datetime import time, timedelta

import pytest
import time_machine

from consultants.services import days, people, swaps
from crm.routing.queries import answering
from tests.factories import content
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.statements import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def early(db):
    content.home()
    return on_duty_every_day(ConsultantFactory(name="早老师", position=0), time(8), time(12))


@pytest.fixture
def late(db):
    return on_duty_every_day(ConsultantFactory(name="晚老师", position=1), time(12), time(18))


def bar(client):
    text = client.get("/").text
    return text[text.index('class="hotline-name"') :][:600]


def test_the_number_changes_in_the_second_a_shift_ends(client, early, late, monday):
    with time_machine.travel(monday.replace(hour=11, minute=59, second=59), tick=False) as clock:
        assert "早老师" in bar(client)
        clock.shift(timedelta(seconds=1))
        assert "晚老师" in bar(client)


def test_after_the_last_shift_the_bar_says_when_the_next_is(client, early, late, monday):
    with time_machine.travel(monday.replace(hour=17, minute=59, second=59), tick=False) as clock:
        assert "晚老师" in bar(client)
        clock.shift(timedelta(seconds=1))
        assert "早老师" in bar(client)
        assert "08:00" in bar(client)


def leading(client):
    """Where the button goes that stands out, in the bar on top and in a phone's bar at the bottom."""
    text = client.get("/").text
    top = text[text.index('class="hotline-actions"') :]
    bottom = text[text.index("data-bar") :]
    return [
        part[part.index(kind) :].split('href="', 1)[1].split('"', 1)[0]
        for part, kind in ((top, "button-gold"), (bottom, "button-primary"))
    ]


def test_on_duty_the_number_leads_and_at_night_the_form(client, early, late, monday):
    with time_machine.travel(monday.replace(hour=9), tick=False):
        assert leading(client) == [early.hotline_uri] * 2
    with time_machine.travel(monday.replace(hour=20), tick=False):
        assert all(address.startswith("/inquire/?from=") for address in leading(client))


def test_an_unannounced_pause_is_seen_at_the_next_page(
    client, early, manager, monday, django_capture_on_commit_callbacks
):
    other = on_duty_every_day(ConsultantFactory(name="替老师", position=2))
    with time_machine.travel(monday, tick=False):
        assert "早老师" in bar(client)
        with django_capture_on_commit_callbacks(execute=True):
            people.pause(early.pk, until=monday + timedelta(hours=8), reason="身体不适", by=manager)
        assert other.name in bar(client)


def test_another_process_shows_the_pause_within_ten_seconds(client, early, late, manager, monday):
    """Its own memory is not told; nothing else on the way keeps the card."""
    with time_machine.travel(monday.replace(second=0), tick=False) as clock:
        assert "早老师" in bar(client)
        people.pause(early.pk, until=monday + timedelta(hours=8), reason="身体不适", by=manager)
        clock.shift(timedelta(seconds=10))
        assert "晚老师" in bar(client)


def test_a_swap_of_today_is_seen_at_the_next_page(
    client, early, late, manager, monday, django_capture_on_commit_callbacks
):
    with time_machine.travel(monday, tick=False):
        assert "早老师" in bar(client)
        with django_capture_on_commit_callbacks(execute=True):
            swap = swaps.propose(early.pk, colleague=late, gives_on=monday.date(), takes_on=None)
            swaps.accept(swap.pk, by=manager)
        assert "晚老师" in bar(client)


def test_a_day_planned_anew_is_seen_at_the_next_page(
    client, early, late, manager, monday, django_capture_on_commit_callbacks
):
    with time_machine.travel(monday, tick=False):
        assert "早老师" in bar(client)
        with django_capture_on_commit_callbacks(execute=True):
            days.set_hours(early.pk, on=monday.date(), hours_text="", by=manager)
        assert "晚老师" in bar(client)


def test_no_proxy_keeps_a_page_and_a_browser_revalidates_it(client, early):
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


def test_a_roster_once_read_costs_the_next_page_no_statement(early, late, monday):
    answering.duty_card(monday)
    assert once(lambda: answering.duty_card(monday + timedelta(seconds=1))) == 0
