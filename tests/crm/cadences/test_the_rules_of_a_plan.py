"""When a step falls due, what speaks against it, and which leads are the control group."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultants.rules import duty
from consultants.rules.duty import WeeklyShift, Window
from crm.cadences.rules import effect, steps, timing
from crm.cadences.rules.effect import Group, Verdict
from crm.cadences.rules.steps import Act, Status, Step, Unit, When, Why
from crm.cadences.rules.timing import Moved
from crm.leads.rules.stages import Stage
from kit import holidays
from kit.clock import SHANGHAI, local
from kit.holidays import DayKind
from messaging.rules import quiet_hours

HOUR = timedelta(hours=1)
WORKING_WEEK = [WeeklyShift(day, time(8), time(18)) for day in range(5)]
TEXT = Step(Act.TEXT, 1, template="x")
TASK = Step(Act.TASK, 1, note="x")
NEW = Status(stage=Stage.NEW, source="article", head_count=30)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def coming(since, shifts=WORKING_WEEK):
    return duty.windows(shifts, [], since)


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(SHANGHAI))
ROSTERS = st.lists(
    st.builds(
        lambda day, start, length: WeeklyShift(day, time(start), time(min(23, start + length))),
        st.integers(0, 6),
        st.integers(0, 20),
        st.integers(1, 6),
    ),
    max_size=6,
    unique_by=lambda shift: shift.weekday,
)
STEPS = st.builds(
    Step,
    act=st.sampled_from(Act),
    delay=st.integers(0, 30),
    unit=st.sampled_from(Unit),
    at=st.times(time(8), time(20)).map(lambda hour: hour.replace(second=0, microsecond=0)),
)


@given(step=STEPS, since=INSTANTS, shifts=ROSTERS)
def test_a_step_is_never_due_before_what_it_is_counted_from(step, since, shifts):
    due = timing.due(step, since, coming(since, shifts), at=since)

    assert due.at >= due.wanted_at
    assert due.at >= since
    assert (due.moved == Moved.NOT) == (due.at == due.wanted_at)


@given(step=STEPS, since=INSTANTS, shifts=ROSTERS)
def test_a_text_keeps_quiet_hours_and_holidays(step, since, shifts):
    due = timing.due(replace(step, act=Act.TEXT), since, coming(since, shifts), at=since)

    assert quiet_hours.is_open(due.at)
    assert holidays.kind_of(local(due.at).date()) is not DayKind.HOLIDAY


@given(step=STEPS, since=INSTANTS, shifts=ROSTERS)
def test_a_task_is_due_on_duty_and_not_on_a_holiday(step, since, shifts):
    windows = coming(since, shifts)
    due = timing.due(replace(step, act=Act.TASK), since, windows, at=since)

    assert holidays.kind_of(local(due.at).date()) is not DayKind.HOLIDAY
    if windows and due.at < since + timedelta(days=duty.HORIZON_DAYS - 1):
        assert any(window.starts_at <= due.at <= window.ends_at for window in windows)


@given(step=STEPS, since=INSTANTS, shifts=ROSTERS, more=st.integers(1, 10))
def test_a_longer_delay_is_never_due_earlier(step, since, shifts, more):
    windows = coming(since, shifts)
    longer = replace(step, delay=step.delay + more)

    assert timing.due(longer, since, windows, at=since).at >= timing.due(step, since, windows, at=since).at


@pytest.mark.parametrize(
    ("since", "step", "due_at"),
    [
        ("2026-11-23 09:12", TEXT, "2026-11-24 09:00"),
        ("2026-11-27 17:00", TEXT, "2026-11-30 09:00"),  # a Friday: Saturday and Sunday are no duty
        ("2026-11-23 17:00", Step(Act.TEXT, 2, Unit.HOURS), "2026-11-24 09:00"),
        ("2026-11-23 09:12", Step(Act.TEXT, 3, at=time(15, 30)), "2026-11-26 15:30"),
        ("2026-09-30 10:00", TEXT, "2026-10-08 09:00"),  # the National Day holiday
        ("2026-11-23 09:12", Step(Act.TEXT, 20), "2026-12-21 09:00"),  # beyond the roster: working days
    ],
)
def test_a_delay_is_counted_in_days_and_hours_of_duty(since, step, due_at):
    due = timing.due(step, at(since), coming(at(since)), at=at(since))

    assert (due.at, due.moved) == (at(due_at), Moved.NOT)


def test_a_text_due_in_quiet_hours_moves_to_the_next_morning():
    evening = [Window(at("2026-11-23 18:00"), at("2026-11-23 23:00"))]
    due = timing.due(Step(Act.TEXT, 3, Unit.HOURS), at("2026-11-23 17:00"), evening, at=at("2026-11-23 17:00"))

    assert (due.wanted_at, due.at, due.moved) == (at("2026-11-23 21:00"), at("2026-11-24 08:30"), Moved.QUIET)


def test_a_text_waits_until_a_holiday_is_over_despite_duty():
    holiday = [Window(at("2026-10-02 08:00"), at("2026-10-02 18:00"))]
    due = timing.due(TEXT, at("2026-10-01 10:00"), holiday, at=at("2026-10-01 10:00"))

    assert (due.wanted_at, due.moved) == (at("2026-10-02 09:00"), Moved.HOLIDAY)
    assert local(due.at).date() == date(2026, 10, 8)


def test_a_task_due_off_duty_waits_for_the_next_duty():
    due = timing.due(
        replace(TASK, at=time(19)), at("2026-11-23 09:00"), coming(at("2026-11-23 09:00")), at=at("2026-11-23 09:00")
    )

    assert (due.at, due.moved) == (at("2026-11-25 08:00"), Moved.OFF_DUTY)


MORNING = at("2026-11-24 09:00")


@pytest.mark.parametrize(
    ("step", "lead", "why"),
    [
        (TEXT, {}, None),
        (TEXT, {"is_open": False}, Why.LOST),
        (TEXT, {"is_in_pool": True}, Why.POOLED),
        (TEXT, {"is_reached": True}, Why.REACHED),
        (TEXT, {"is_refused": True}, Why.OPTED_OUT),
        (TASK, {"is_refused": True}, None),
        (TEXT, {"is_mobile": False}, Why.LANDLINE),
        (TASK, {"is_mobile": False}, None),
        (replace(TEXT, stages=frozenset({Stage.CONTACTED})), {}, Why.OTHER_STAGE),
        (replace(TEXT, sources=frozenset({"site"})), {}, Why.OTHER_SOURCE),
        (replace(TEXT, people_from=31), {}, Why.OTHER_SIZE),
        (replace(TEXT, people_to=29), {}, Why.OTHER_SIZE),
        (replace(TEXT, people_to=29), {"head_count": None}, Why.OTHER_SIZE),
        (replace(TEXT, people_from=30, people_to=30), {}, None),
        (TEXT, {"next_step_at": MORNING + HOUR}, None),
        (replace(TEXT, when=When.IDLE), {"next_step_at": MORNING + 90 * HOUR}, Why.HAS_NEXT_STEP),
        (replace(TEXT, when=When.IDLE), {"next_step_at": MORNING - HOUR}, None),
        (TASK, {"next_step_at": MORNING + HOUR}, Why.HAS_NEXT_STEP),
        (TASK, {"next_step_at": MORNING + 3 * HOUR}, None),
        (TEXT, {"is_control": True}, Why.CONTROL),
        (TEXT, {"is_control": True, "is_reached": True}, Why.REACHED),
    ],
)
def test_a_step_that_is_not_taken_has_a_reason(step, lead, why):
    assert steps.judge(step, replace(NEW, **lead), MORNING) == why


@given(lead=st.integers(1, 10**9), version=st.integers(1, 999), percent=st.integers(0, 49))
def test_a_larger_control_group_contains_the_smaller_one(lead, version, percent):
    is_control = steps.is_control(lead, version, percent)

    assert is_control == steps.is_control(lead, version, percent)
    assert steps.is_control(lead, version, percent + 1) or not is_control


def test_the_share_of_the_control_group_is_kept():
    control = [steps.is_control(lead, 3, 20) for lead in range(5000)]

    assert 0.18 < sum(control) / len(control) < 0.22
    assert not any(steps.is_control(lead, 3, 0) for lead in range(500))


GROUPS = st.integers(1, 5000).flatmap(lambda leads: st.builds(Group, st.just(leads), st.integers(0, leads)))


@given(treated=GROUPS, control=GROUPS)
def test_the_interval_contains_the_difference_and_is_symmetric(treated, control):
    result, reverse = effect.compare(treated, control), effect.compare(control, treated)

    assert result.low <= result.points <= result.high
    assert (result.points, result.low, result.high) == (-reverse.points, -reverse.high, -reverse.low)
    opposite = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    assert reverse.verdict == opposite.get(result.verdict, result.verdict)


@pytest.mark.parametrize(
    ("treated", "control", "verdict"),
    [
        (Group(0, 0), Group(40, 3), Verdict.TOO_FEW),
        (Group(29, 20), Group(400, 30), Verdict.TOO_FEW),
        (Group(400, 2), Group(400, 0), Verdict.TOO_FEW),
        (Group(400, 100), Group(100, 20), Verdict.UNCLEAR),
        (Group(400, 200), Group(100, 20), Verdict.BETTER),
        (Group(400, 80), Group(100, 50), Verdict.WORSE),
    ],
)
def test_small_numbers_conclude_nothing(treated, control, verdict):
    assert effect.compare(treated, control).verdict == verdict
