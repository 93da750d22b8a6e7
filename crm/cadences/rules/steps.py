"""The steps of a follow-up plan, and what speaks against taking one now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from crm.leads.rules import head_count as head_counts
from crm.leads.rules.head_count import LARGEST_GROUP

NINE = time(9)
# A text that is later than this is not sent any more.
LATE_AFTER = timedelta(hours=12)
# A consultant is given this long for a task of a plan.
TASK_WITHIN = timedelta(hours=2)
# The fields of a step that are sets.
SETS = ("stages", "sources")
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
    """What must be true when the step is due."""

    UNREACHED = "unreached", _("not reached yet")
    IDLE = "idle", _("not reached yet, and no next step lies ahead")


class StepState(TextChoices):
    """Planned, or how a step ended."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("left out")
    CANCELLED = "cancelled", _("cancelled")


class Why(TextChoices):
    """Why a step was left out, or why the whole plan ended."""

    CONTROL = "control", _("control group")
    LANDLINE = "landline", _("a landline takes no texts")
    OTHER_STAGE = "other_stage", _("another stage")
    OTHER_SOURCE = "other_source", _("another source")
    OTHER_SIZE = "other_size", _("another number of people")
    HAS_NEXT_STEP = "has_next_step", _("a next step lies ahead")
    TOO_LATE = "too_late", _("too late to make sense")
    NO_TEMPLATE = "no_template", _("its template cannot be sent any more")
    REACHED = "reached", _("the visitor was reached")
    CALLED = "called", _("a call was logged")
    REPLIED = "replied", _("the visitor replied")
    MOVED = "moved", _("the stage was changed")
    REGISTERED = "registered", _("the group was registered")
    OPTED_OUT = "opted_out", _("the number wants no messages")
    LOST = "lost", _("the lead was lost")
    POOLED = "pooled", _("the lead went into the pool")
    MERGED = "merged", _("the lead was merged into another")
    STOPPED = "stopped", _("stopped by hand")
    FINISHED = "finished", _("all steps are done")
    EARLIER = "earlier", _("ended before reasons were kept")


# Reasons that end the whole plan when a step is due.
ENDINGS = frozenset({Why.REACHED, Why.OPTED_OUT, Why.LOST, Why.POOLED})
# Reasons that leave out one step only.
FINDINGS = (
    Why.CONTROL,
    Why.LANDLINE,
    Why.OTHER_STAGE,
    Why.OTHER_SOURCE,
    Why.OTHER_SIZE,
    Why.HAS_NEXT_STEP,
    Why.TOO_LATE,
    Why.NO_TEMPLATE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Its `delay` is counted from the step before, the first one's from the inquiry, in duty time.

    `at` is the hour of a delay in days, in Asia/Shanghai. An empty condition means any. `template` is the key of an
    approved template, for a text; `note` tells the consultant what to do, for a task.
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
    template: str = ""
    note: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """A step from the values of a form, a request or a row; other keys are left aside."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        return cls(**known | {name: frozenset(known.get(name, ())) for name in SETS})

    @property
    def is_text(self) -> bool:
        """Whether the step sends a message, without a consultant."""
        return self.act == Act.TEXT

    @property
    def fault(self) -> str:
        """The field that is missing or contradicts another; empty when the step is complete."""
        if self.is_text and not self.template:
            return "template"
        if not self.is_text and not self.note:
            return "note"
        return "people_to" if (self.people_from or 1) > (self.people_to or LARGEST_GROUP) else ""

    def fits(self, head_count: int | None) -> bool:
        """Whether the group is of the size asked for; an unknown size matches no limit."""
        return head_counts.fits(head_count, people_from=self.people_from, people_to=self.people_to)


@dataclass(frozen=True, slots=True)
class Status:
    """What a lead is like when a step is due."""

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


def judge(step: Step, lead: Status, at: datetime) -> Why | None:
    """What speaks against taking the step now; None when nothing does.

    The control group comes last, so that exactly the leads that would have got the step are counted as control.
    """
    reasons = (
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
    return next((why for applies, why in reasons if applies), None)


def is_control(lead_id: int, version: int, percent: int) -> bool:
    """Whether a lead belongs to the control group: `percent` of a hundred leads; the answer never changes."""
    drawn = int.from_bytes(sha256(f"{version}:{lead_id}".encode()).digest()[:8])
    return drawn % 100 < percent


def _has_next_step(step: Step, next_step_at: datetime | None, at: datetime) -> bool:
    """A task gives way to what is due before it; an idle lead has nothing ahead at all."""
    if next_step_at is None or next_step_at <= at:
        return False
    return step.when == When.IDLE or (not step.is_text and next_step_at <= at + TASK_WITHIN)
