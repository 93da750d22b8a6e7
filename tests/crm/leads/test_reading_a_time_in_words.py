"""A next step is written in words, Chinese or English, and read in the duty of the one who calls."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consultants.rules.duty import Window
from crm.desk.presenters.lead import proposals
from crm.leads.rules import outcomes
from crm.leads.rules.spoken_time import PARTS, understood
from kit.clock import SHANGHAI, instant, local

MONDAY = datetime(2026, 11, 30, 9, 41, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
OFFICE = [
    Window(instant(on, time(8)), instant(on, time(18)))
    for on in (MONDAY.date() + number * DAY for number in range(62))
    if on.weekday() < 5
]
DAILY = [Window(instant(on, time(8)), instant(on, time(18))) for on in (MONDAY.date() + n * DAY for n in range(62))]
PIECES = [
    "周四",
    "下",
    "3",
    "天后",
    "上午",
    "9",
    ":",
    "30",
    "点",
    "半",
    "月",
    "底",
    "in ",
    "days",
    "thu",
    " ",
    "12",
    "-",
]


def read(words, at=MONDAY, duty=OFFICE):
    found = understood(words, at=at, duty=duty)
    return found and f"{local(found.due_at):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("周四下午", "12-03 14:30"), ("周四14点", "12-03 14:00"), ("下周一 9:30", "12-07 09:30"),
        ("周一", "12-07 09:00"), ("3天后", "12-03 09:00"), ("三天后下午三点", "12-03 15:00"),
        ("明天上午", "12-01 09:30"), ("明早", "12-01 09:30"), ("12月3日", "12-03 09:00"),
        ("12月3日 周四 14:00", "12-03 14:00"),        ("十二月三号3点半", "12-03 15:30"),
        ("2026-12-03 10:00", "12-03 10:00"), ("12/3 10:00", "12-03 10:00"), ("11月30日 8:00", None),
        ("月底", "12-31 09:00"), ("下个月初", "12-01 09:00"), ("两周后", "12-14 09:00"), ("一个月后", "12-30 09:00"),
        ("今天下午", "11-30 14:30"), ("今晚", "11-30 17:30"), ("下午", "11-30 14:30"), ("9:00", "12-01 09:00"),
        ("今天", "11-30 10:41"), ("下个月3号", "12-03 09:00"), ("下月三号下午", "12-03 14:30"),
        ("周末", "12-05 09:00"), ("下周末", "12-12 09:00"), ("next weekend", "12-12 09:00"),
        ("半小时后", "11-30 10:11"), ("2小时后", "11-30 11:41"), ("一个半小时后", "11-30 11:11"),
        ("thu 14:00", "12-03 14:00"), ("Thursday", "12-03 09:00"), ("next monday 9:30", "12-07 09:30"),
        ("in 3 days", "12-03 09:00"), ("in a week", "12-07 09:00"), ("in 2 hours", "11-30 11:41"),
        ("tomorrow 9am", "12-01 09:00"), ("dec 3 at 2:30 pm", "12-03 14:30"), ("end of month", "12-31 09:00"),
        ("ＴＨＵ　１４：００", "12-03 14:00"),
    ],
)  # fmt: skip
def test_a_time_in_words_is_understood(words, when):
    assert read(words) == when


@pytest.mark.parametrize("words", ["", "发方案", "今天上午", "25:00", "周四25:00", "2月30日", "周四9:3", "in", "后"])
def test_what_names_no_time_ahead_is_not_understood(words):
    assert read(words) is None


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("周四下午 发方案", "发方案"),
        ("in 3 days, ask the budget", "ask the budget"),
        ("周五，45人的报价", "45人的报价"),
    ],
)
def test_what_follows_the_time_is_what_to_do(words, what):
    assert understood(words, at=MONDAY, duty=OFFICE).what == what


def test_counted_days_move_to_duty_and_named_ones_stay():
    assert read("5天后") == "12-07 09:00"
    assert read("周六") == "12-05 09:00"
    assert understood("周六", at=MONDAY, duty=OFFICE).is_on_duty is False
    assert read("月底", at=datetime(2027, 1, 4, 9, tzinfo=SHANGHAI), duty=OFFICE) == "01-29 09:00"
    assert understood("周四", at=MONDAY, duty=[]).is_on_duty is None


def test_a_part_of_the_day_begins_with_the_duty_in_it():
    late = [Window(instant(MONDAY.date() + DAY, time(16)), instant(MONDAY.date() + DAY, time(20)))]

    assert read("明天下午", duty=late) == "12-01 16:00"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_proposal_is_understood_as_the_usual_step(language):
    with translation.override(language):
        for outcome, words in proposals():
            usual = outcomes.next_step_after(outcome, MONDAY)
            found = understood(words, at=MONDAY, duty=DAILY)
            assert (found and found.due_at) == usual


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)))
def test_whatever_is_typed_is_ahead_or_not_understood(words):
    found = understood(words, at=MONDAY, duty=OFFICE)

    assert found is None or MONDAY < found.due_at <= MONDAY + 731 * DAY


@given(st.datetimes(min_value=datetime(2026, 11, 30, 9, 42), max_value=datetime(2027, 11, 29)))
def test_a_day_and_a_time_are_read_as_they_are_written(wanted):
    words = f"{wanted.month}月{wanted.day}日 {wanted:%H:%M}"

    assert read(words, duty=[]) == f"{wanted:%m-%d %H:%M}"


@given(st.sampled_from(sorted(PARTS)), st.integers(1, 60))
def test_a_counted_day_with_a_part_of_it_lies_in_duty(part, days):
    found = understood(f"in {days} days {part}", at=MONDAY, duty=OFFICE)

    assert found.is_on_duty or found.due_at > OFFICE[-1].ends_at - 3 * DAY
