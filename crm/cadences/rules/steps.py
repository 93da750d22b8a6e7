"""The steps of a follow-up plan: when each falls due in duty time, and what speaks against taking it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import chain, islice

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from consultants.rules import duty
from consultants.rules.duty import Window
from crm.leads.rules.head_count import LARGEST_GROUP
from kit import holidays
from kit.clock import SHANGHAI, local, start_of
from kit.holidays import DayKind
from messaging.rules import quiet_hours

# Beyond the days the roster is read for, an ordinary working day stands for a day of duty.
OFFICE_OPENS, OFFICE_CLOSES = time(8), time(18)
NINE = time(9)
# So long after its instant a text has lost its meaning.
LATE_AFTER = timedelta(hours=12)
# So soon a consultant is to do what the plan asks of her.
TASK_WITHIN = timedelta(hours=2)
LARGEST_CONTROL = 50
LONGEST_DELAY = 60
MOST_STEPS = 12


class Act(TextChoices):
    """What happens at a step."""

    TEXT = "text", _("a text message")
    TASK = "task", _("a task for the consultant")


class Unit(TextChoices):
    """What a delay is counted in."""

    HOURS = "hours", _("hours of duty")
    DAYS = "days", _("days of duty")


class When(TextChoices):
    """What must be so at that instant."""

    UNREACHED = "unreached", _("nobody has been reached")
    IDLE = "idle", _("nobody has been reached, and no next step lies ahead")


class Moved(TextChoices):
    """Why a step is not due at the instant its delay says."""

    NOT = "", _("as planned")
    QUIET = "quiet", _("quiet hours")
    HOLIDAY = "holiday", _("holiday")
    OFF_DUTY = "off_duty", _("off duty")


class Why(TextChoices):
    """Why a step was left out, or why the whole plan ended."""

    CONTROL = "control", _("control group")
    LANDLINE = "landline", _("a landline takes no texts")
    OTHER_STAGE = "other_stage", _("another stage")
    OTHER_SOURCE = "other_source", _("another source")
    OTHER_SIZE = "other_size", _("another number of people")
    HAS_NEXT_STEP = "has_next_step", _("a next step lies ahead")
    TOO_LATE = "too_late", _("too late to make sense")
    NO_WORDING = "no_wording", _("its wording cannot be sent any more")
    REACHED = "reached", _("somebody was reached")
    CALLED = "called", _("a call was logged")
    REPLIED = "replied", _("the visitor replied")
    MOVED = "moved", _("the stage was changed")
    REGISTERED = "registered", _("the group was registered")
    OPTED_OUT = "opted_out", _("the number wants no messages")
    LOST = "lost", _("the lead was lost")
    POOLED = "pooled", _("the lead went into the pool")
    STOPPED = "stopped", _("stopped by hand")
    FINISHED = "finished", _("all steps are done")
    EARLIER = "earlier", _("ended before reasons were kept")


# What ends the plan where it is found at the moment of a step.
ENDINGS = frozenset({Why.REACHED, Why.OPTED_OUT, Why.LOST, Why.POOLED})
FINDINGS = (
    Why.CONTROL,
    Why.LANDLINE,
    Why.OTHER_STAGE,
    Why.OTHER_SOURCE,
    Why.OTHER_SIZE,
    Why.HAS_NEXT_STEP,
    Why.TOO_LATE,
    Why.NO_WORDING,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Its `delay` is counted from the step before, the first one's from the inquiry, in duty time.

    `at` is the hour of a delay in days, in Asia/Shanghai. An empty condition means any. `wording` is the key of an
    approved wording, for a text; `note` tells the consultant what to do, for a task.
    """

    act: str
    delay: int
    unit: str = Unit.DAYS
    at: time = NINE
    when: str = When.UNREACHED
    stages: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    people_from: int | None = None
    people_to: int | None = None
    wording: str = ""
    note: str = ""

    @property
    def is_text(self) -> bool:
        """Whether the house acts by itself."""
        return self.act == Act.TEXT

    @property
    def fault(self) -> str:
        """The field in which it says too little or contradicts itself; empty when it is whole."""
        if self.is_text and not self.wording:
            return "wording"
        if not self.is_text and not self.note:
            return "note"
        return "people_to" if (self.people_from or 1) > (self.people_to or LARGEST_GROUP) else ""

    def fits(self, head_count: int | None) -> bool:
        """Whether the group is of the size asked for; an unknown size matches no limit."""
        if self.people_from is None and self.people_to is None:
            return True
        return head_count is not None and (self.people_from or 0) <= head_count <= (self.people_to or head_count)


@dataclass(frozen=True, slots=True)
class Due:
    """When a step falls due; `wanted_at` is what the delay alone says, `moved` why it is not then."""

    at: datetime
    wanted_at: datetime
    moved: Moved = Moved.NOT


@dataclass(frozen=True, slots=True)
class Status:
    """How a lead stands at the moment of a step."""

    stage: str
    source: str
    head_count: int | None = None
    is_open: bool = True
    is_in_pool: bool = False
    is_reached: bool = False
    is_refused: bool = False
    is_mobile: bool = True
    is_control: bool = False
    next_step_at: datetime | None = None


def due(step: Step, since: datetime, coming: Sequence[Window], *, at: datetime) -> Due:
    """When a step falls due, counted from `since`, as it looks at `at`.

    `coming` is the consultant's duty as known at `at`, for `duty.HORIZON_DAYS` days.
    """
    if step.unit == Unit.HOURS:
        wanted = _hours_after(since, step.delay, coming, at)
    else:
        wanted = _days_after(since, step.delay, step.at, coming, at)
    if not step.is_text:
        return _on_duty(wanted, coming, at)
    opening = next_opening(wanted)
    if opening == wanted:
        return Due(wanted, wanted)
    return Due(opening, wanted, Moved.HOLIDAY if _is_holiday(wanted) else Moved.QUIET)


def next_opening(at: datetime) -> datetime:
    """The instant itself when a text may reach somebody, else the next one: neither quiet hours nor a holiday."""
    opening = quiet_hours.next_opening(at)
    while _is_holiday(opening):
        opening = quiet_hours.next_opening(start_of(local(opening).date() + timedelta(days=1)))
    return opening


def judge(step: Step, lead: Status, at: datetime) -> Why | None:
    """What speaks against taking the step now; None when nothing does.

    The control group comes last, so that it holds exactly those who would have got the step.
    """
    said = (
        (not lead.is_open, Why.LOST),
        (lead.is_in_pool, Why.POOLED),
        (lead.is_reached, Why.REACHED),
        (step.is_text and lead.is_refused, Why.OPTED_OUT),
        (step.is_text and not lead.is_mobile, Why.LANDLINE),
        (bool(step.stages) and lead.stage not in step.stages, Why.OTHER_STAGE),
        (bool(step.sources) and lead.source not in step.sources, Why.OTHER_SOURCE),
        (not step.fits(lead.head_count), Why.OTHER_SIZE),
        (_has_next_step(step, lead.next_step_at, at), Why.HAS_NEXT_STEP),
        (lead.is_control, Why.CONTROL),
    )
    return next((why for speaks, why in said if speaks), None)


def is_control(lead_id: int, version: int, percent: int) -> bool:
    """Whether a lead is left alone for comparison: the same answer for ever, so many in a hundred."""
    drawn = int.from_bytes(sha256(f"{version}:{lead_id}".encode()).digest()[:8])
    return drawn % 100 < percent


def task_due_at(at: datetime, next_step_at: datetime | None) -> datetime:
    """When a task is to be done: soon; a next step that is late already stays as late as it is."""
    return next_step_at if next_step_at is not None and next_step_at <= at else at + TASK_WITHIN


def _has_next_step(step: Step, next_step_at: datetime | None, at: datetime) -> bool:
    """A task gives way to what is due before it; an idle lead has nothing ahead at all."""
    if next_step_at is None or next_step_at <= at:
        return False
    return step.when == When.IDLE or (not step.is_text and next_step_at <= at + TASK_WITHIN)


def _is_holiday(at: datetime) -> bool:
    return holidays.kind_of(local(at).date()) is DayKind.HOLIDAY


def _hours_after(since: datetime, hours: int, coming: Sequence[Window], at: datetime) -> datetime:
    if not hours:
        return since
    if found := duty.due_after(coming, since, hours * 60):
        return found
    return next(_reached(_duty(coming, at), since, timedelta(hours=hours)))


def _reached(windows: Iterator[Window], since: datetime, left: timedelta) -> Iterator[datetime]:
    for window in windows:
        begin = max(since, window.starts_at)
        if begin >= window.ends_at:
            continue
        if window.ends_at - begin >= left:
            yield begin + left
            return
        left -= window.ends_at - begin


def _days_after(since: datetime, days: int, hour: time, coming: Sequence[Window], at: datetime) -> datetime:
    first = local(since).date()
    if not days:
        return max(since, datetime.combine(first, hour, tzinfo=SHANGHAI))
    later = (on for on in _dates(_duty(coming, at)) if on > first)
    return datetime.combine(next(islice(later, days - 1, None)), hour, tzinfo=SHANGHAI)


def _on_duty(wanted: datetime, coming: Sequence[Window], at: datetime) -> Due:
    """A task falls into duty that is no holiday."""
    for window in _duty(coming, at):
        if window.ends_at >= wanted and not _is_holiday(window.starts_at):
            found = max(wanted, window.starts_at)
            moved = Moved.NOT if found == wanted else Moved.HOLIDAY if _is_holiday(wanted) else Moved.OFF_DUTY
            return Due(found, wanted, moved)
    raise AssertionError  # duty goes on for ever


def _dates(windows: Iterator[Window]) -> Iterator[date]:
    last = None
    for window in windows:
        on = local(window.starts_at).date()
        if on != last:
            yield on
        last = on


def _duty(coming: Sequence[Window], at: datetime) -> Iterator[Window]:
    """The consultant's duty as far as it is known, then every working day; all working days where none is known."""
    first = local(at).date() + timedelta(days=duty.HORIZON_DAYS if coming else 0)
    return chain(coming, _working_days(first))


def _working_days(first: date) -> Iterator[Window]:
    on = first
    while True:
        if holidays.is_working_day(on):
            opens, closes = (datetime.combine(on, hour, tzinfo=SHANGHAI) for hour in (OFFICE_OPENS, OFFICE_CLOSES))
            yield Window(opens, closes)
        on += timedelta(days=1)
