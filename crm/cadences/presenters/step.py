"""Steps of a follow-up plan as words ready to print."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.cadences.rules.step_count import StepCount
from crm.cadences.rules.steps import Step, StepState, Unit, When, Why
from crm.cadences.rules.timing import Moved
from crm.cadences.rules.trial import StepResult
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from kit import language
from kit.templatetags import days

BADGES = {StepState.DONE: "badge-ok", StepState.PLANNED: "badge-info"}


def title_of(step: Step, titles: Mapping[str, str] | None = None) -> str:
    """What a step does; `titles` are those of the templates by their keys."""
    if not step.is_text:
        return _("Task: %(note)s") % {"note": step.note}
    if titles is None:
        return _("Text message")
    return _("Text: %(template)s") % {"template": titles.get(step.template, step.template)}


def delay_of(step: Step, *, is_first: bool) -> str:
    """When a step comes."""
    since = _("after the inquiry") if is_first else _("after the step before")
    if step.unit == Unit.HOURS:
        counted = ngettext("%(number)s hour of duty", "%(number)s hours of duty", step.delay) % {"number": step.delay}
        return _("%(counted)s %(since)s") % {"counted": counted, "since": since}
    counted = ngettext("%(number)s day of duty", "%(number)s days of duty", step.delay) % {"number": step.delay}
    return _("%(counted)s %(since)s, at %(time)s") % {"counted": counted, "since": since, "time": f"{step.at:%H:%M}"}


def conditions_of(step: Step) -> list[str]:
    """Under which conditions a step is taken."""
    conditions = [
        str(When(step.when).label),
        language.listed(str(Stage(stage).label) for stage in sorted(step.stages)),
        language.listed(str(Source(source).label) for source in sorted(step.sources)),
        _people(step.people_from, step.people_to),
    ]
    return [condition for condition in conditions if condition]


def _people(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return ""
    if most is None:
        return _("%(number)s people or more") % {"number": least}
    if least is None:
        return _("%(number)s people at most") % {"number": most}
    return _("%(number)s people") % {"number": f"{least}–{most}"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One step of one lead: its colour, when, and what became of it or speaks against it."""

    title: str
    badge: str
    when: str
    words: str
    moved: str = ""


def cell_of(result: StepResult, step: Step, at: datetime) -> Cell:
    """What became of a step, or is foreseen for it; times are written as seen at `at`."""
    moved = ""
    if result.due.moved != Moved.NOT:
        wanted = days.short(result.due.wanted_at, at)
        moved = _("moved from %(when)s: %(why)s") % {"when": wanted, "why": result.due.moved.label}
    badge = "badge-muted" if result.why else BADGES[result.state]
    return Cell(title_of(step), badge, days.short(result.due.at, at), _state(step, result.state, result.why), moved)


def _state(step: Step, state: StepState, why: Why | None) -> str:
    match state:
        case StepState.DONE:
            return _("sent") if step.is_text else _("task given")
        case StepState.SKIPPED:
            return _("left out: %(why)s") % {"why": why.label if why else ""}
        case StepState.CANCELLED:
            return _("ended before: %(why)s") % {"why": why.label if why else ""}
        case StepState.PLANNED:
            return _("would be left out: %(why)s") % {"why": why.label} if why else _("to come")


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step with its counts, as the board and a trial list it; reasons with their numbers, most frequent first."""

    count: StepCount
    title: str
    delay: str
    conditions: list[str]
    skipped: str
    cancelled: str


def rows_of(counts: Iterable[StepCount], titles: Mapping[str, str]) -> list[StepRow]:
    """The steps of a plan; `titles` are those of the templates by their keys."""
    return [
        StepRow(
            count,
            title_of(count.step, titles),
            delay_of(count.step, is_first=count.number == 1),
            conditions_of(count.step),
            _reasons(count.skipped),
            _reasons(count.cancelled),
        )
        for count in counts
    ]


def _reasons(counted: Mapping[Why, int]) -> str:
    ordered = sorted((-leads, str(why.label)) for why, leads in counted.items())
    return language.listed(f"{label} {-leads}" for leads, label in ordered)
