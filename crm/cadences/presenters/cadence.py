"""Follow-up plans as words ready to print: steps, what became of them, and how a version goes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.cadences.models import PlanStep, StepState
from crm.cadences.queries import cadence
from crm.cadences.queries.cadence import Board, Measure, PastLeads, PlanOfLead, StepCount, Wording
from crm.cadences.rules import steps as steps_rules
from crm.cadences.rules import trial
from crm.cadences.rules.effect import Group, Verdict
from crm.cadences.rules.steps import Moved, Step, Unit, When, Why
from crm.cadences.rules.trial import Fate, Told
from crm.leads.models import Lead
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from kit import language
from kit.templatetags import days

LEADS_SHOWN = 30
BADGES = {
    Fate.DONE: "badge-ok",
    Fate.SKIPPED: "badge-muted",
    Fate.CANCELLED: "badge-muted",
    Fate.COMING: "badge-info",
}
FATES = {
    StepState.PLANNED: Fate.COMING,
    StepState.DONE: Fate.DONE,
    StepState.SKIPPED: Fate.SKIPPED,
    StepState.CANCELLED: Fate.CANCELLED,
}


def title_of(step: Step, titles: Mapping[str, str] | None = None) -> str:
    """What a step does; `titles` are those of the wordings by their keys."""
    if not step.is_text:
        return _("Task: %(note)s") % {"note": step.note}
    if titles is None:
        return _("Text message")
    return _("Text: %(wording)s") % {"wording": titles.get(step.wording, step.wording)}


def delay_of(step: Step, *, is_first: bool) -> str:
    """When a step comes."""
    said = {"since": _("after the inquiry") if is_first else _("after the step before")}
    if step.unit == Unit.HOURS:
        counted = ngettext("%(number)s hour of duty", "%(number)s hours of duty", step.delay)
        return _("%(counted)s %(since)s") % (said | {"counted": counted % {"number": step.delay}})
    counted = ngettext("%(number)s day of duty", "%(number)s days of duty", step.delay)
    said |= {"counted": counted % {"number": step.delay}, "time": f"{step.at:%H:%M}"}
    return _("%(counted)s %(since)s, at %(time)s") % said


def conditions_of(step: Step) -> list[str]:
    """Under which conditions a step is taken."""
    said = [
        str(When(step.when).label),
        language.listed(str(Stage(one).label) for one in sorted(step.stages)),
        language.listed(str(Source(one).label) for one in sorted(step.sources)),
        _people(step.people_from, step.people_to),
    ]
    return [one for one in said if one]


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


def cell_of(told: Told, step: Step, at: datetime) -> Cell:
    """A rehearsed step."""
    moved = ""
    if told.due.moved != Moved.NOT:
        wanted = days.short(told.due.wanted_at, at)
        moved = _("moved from %(when)s: %(why)s") % {"when": wanted, "why": told.due.moved.label}
    words, when = _fate(step, told.fate, told.why), days.short(told.due.at, at)
    badge = BADGES[Fate.SKIPPED] if told.why else BADGES[told.fate]
    return Cell(title_of(step), badge, when, words, moved)


def _fate(step: Step, fate: Fate, why: Why | None) -> str:
    match fate:
        case Fate.DONE:
            return _("sent") if step.is_text else _("task given")
        case Fate.SKIPPED:
            return _("left out: %(why)s") % {"why": why.label if why else ""}
        case Fate.CANCELLED:
            return _("ended before: %(why)s") % {"why": why.label if why else ""}
        case Fate.COMING:
            return _("would be left out: %(why)s") % {"why": why.label} if why else _("to come")


@dataclass(frozen=True, slots=True)
class LeadPlan:
    """The plan of one lead as her page shows it."""

    version: int
    is_control: bool
    is_running: bool
    ended: str
    cells: list[Cell]


def of_lead(found: PlanOfLead | None, lead: Lead, at: datetime) -> LeadPlan | None:
    """What has come of the plan of a lead, and what is still to come as it looks now."""
    if found is None:
        return None
    run, plan = found.run, found.run.cadence.plan
    cells = [_row(one, plan, at) for one in found.rows if one.state != StepState.PLANNED]
    planned = next((one for one in found.rows if one.state == StepState.PLANNED), None)
    if planned is not None:
        cells += _to_come(planned, plan, lead, cadence.status(lead, run, is_refused=False), at)
    ended = str(Why(run.end_reason).label) if run.end_reason else ""
    return LeadPlan(run.cadence.version, run.is_control, run.ended_at is None, ended, cells)


def _row(row: PlanStep, plan: Sequence[Step], at: datetime) -> Cell:
    step, fate = plan[row.number - 1], FATES[StepState(row.state)]
    when = days.short(row.settled_at or row.due_at, at)
    return Cell(title_of(step), BADGES[fate], when, _fate(step, fate, Why(row.reason) if row.reason else None))


def _to_come(row: PlanStep, plan: Sequence[Step], lead: Lead, now: steps_rules.Status, at: datetime) -> list[Cell]:
    coming, since, cells = cadence.duty_of(lead, at), row.due_at, []
    first = row.number
    for number, step in enumerate(plan[first - 1 :], start=first):
        due = steps_rules.Due(since, since) if number == first else steps_rules.due(step, since, coming, at=at)
        told = Told(number, due, Fate.COMING, steps_rules.judge(step, now, max(at, due.at)))
        cells.append(cell_of(told, step, at))
        since = due.at
    return cells


@dataclass(slots=True)
class StepTried:
    """One step of a plan that is tried: how many leads it would have met, and how."""

    title: str
    delay: str
    done: int = 0
    coming: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)

    @property
    def left_out(self) -> str:
        """The reasons, the most frequent first."""
        return reasons(self.skipped)

    @property
    def ended_before(self) -> str:
        """Likewise."""
        return reasons(self.ended)


@dataclass(frozen=True, slots=True)
class LeadTried:
    """One lead under a plan that is tried."""

    url: str
    name: str
    phone: str
    asked: str
    is_control: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a plan that is not saved yet would do: with the leads of the last days, the latest of them one by one."""

    total: int
    control: int
    steps: list[StepTried]
    leads: list[LeadTried]


def tried(
    plan: Sequence[Step],
    past_leads: PastLeads,
    *,
    version: int,
    control_percent: int,
    wordings: Iterable[Wording],
    at: datetime,
) -> Tried:
    """Rehearse a plan on leads that came, under the number it would have."""
    titles = {one.key: one.title for one in wordings}
    counts = [
        StepTried(title_of(step, titles), delay_of(step, is_first=number == 0)) for number, step in enumerate(plan)
    ]
    control = 0
    shown: list[LeadTried] = []
    for past in past_leads.pasts:
        drawn = steps_rules.is_control(past.lead_id, version, control_percent)
        control += drawn
        told = trial.rehearse(plan, past, is_control=drawn, until=at)
        for one in told:
            _count(counts[one.number - 1], one)
        if len(shown) < LEADS_SHOWN:
            lead = past_leads.leads[past.lead_id]
            cells = [cell_of(one, plan[one.number - 1], at) for one in told]
            asked = days.short(lead.asked_at, at)
            shown.append(LeadTried(lead.get_absolute_url(), lead.name, lead.masked_phone, asked, drawn, cells))
    return Tried(len(past_leads.pasts), control, counts, shown)


def _count(count: StepTried, told: Told) -> None:
    why = str(told.why.label) if told.why else ""
    match told.fate:
        case Fate.DONE:
            count.done += 1
        case Fate.SKIPPED:
            count.skipped[why] += 1
        case Fate.CANCELLED:
            count.ended[why] += 1
        case Fate.COMING:
            count.coming += 1


def reasons(counted: Mapping[str, int]) -> str:
    """Reasons with their numbers, the most frequent first."""
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return language.listed(f"{why} {number}" for why, number in ordered)


@dataclass(frozen=True, slots=True)
class Coming:
    """A step that falls due soon."""

    url: str
    name: str
    phone: str
    owner: str
    version: int
    cell: Cell


def coming(rows: Iterable[PlanStep], at: datetime) -> list[Coming]:
    """Steps that fall due soon; every row brings its lead, owner, run and version."""
    found = []
    for row in rows:
        run, lead = row.run, row.run.lead
        step = run.cadence.plan[row.number - 1]
        why = steps_rules.judge(step, cadence.status(lead, run, is_refused=False), max(at, row.due_at))
        told = Told(row.number, steps_rules.Due(row.due_at, row.due_at), Fate.COMING, why)
        owner = lead.owner.name if lead.owner else ""
        address = lead.get_absolute_url()
        cell = cell_of(told, step, at)
        found.append(Coming(address, lead.name, lead.masked_phone, owner, run.cadence.version, cell))
    return found


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One step on the board."""

    number: int
    title: str
    delay: str
    conditions: list[str]
    planned: int
    done: int
    answered: int
    skipped: int
    cancelled: int
    why_skipped: str
    why_cancelled: str


def board_rows(board: Board, wordings: Iterable[Wording]) -> list[BoardRow]:
    """The steps of a version with their counts."""
    titles = {one.key: one.title for one in wordings}
    return [
        BoardRow(
            number=one.number,
            title=title_of(one.step, titles),
            delay=delay_of(one.step, is_first=one.number == 1),
            conditions=conditions_of(one.step),
            planned=one.planned,
            done=one.done,
            answered=one.answered,
            skipped=one.skipped.total(),
            cancelled=one.cancelled.total(),
            why_skipped=_labels(one, "skipped"),
            why_cancelled=_labels(one, "cancelled"),
        )
        for one in board.steps
    ]


def _labels(count: StepCount, which: str) -> str:
    return reasons({str(why.label): number for why, number in getattr(count, which).items()})


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of the board: both shares, and what may be said about them."""

    label: str
    treated: str
    control: str
    difference: str
    verdict: str
    badge: str


def compared(measures: Iterable[Measure]) -> list[Compared]:
    """The treated beside the control group."""
    labels = {"reached": _("reached"), "qualified": _("needs confirmed"), "enrolled": _("enrolled")}
    verdicts = {
        Verdict.TOO_FEW: (_("too few leads to conclude anything"), "badge-muted"),
        Verdict.UNCLEAR: (_("no difference that could not be chance"), "badge-muted"),
        Verdict.BETTER: (_("better with the plan"), "badge-ok"),
        Verdict.WORSE: (_("worse with the plan"), "badge-danger"),
    }
    found = []
    for one in measures:
        effect = one.effect
        difference = ""
        if effect.points is not None and effect.verdict != Verdict.TOO_FEW:
            difference = _("%(points)+.1f points (95 %% between %(low)+.1f and %(high)+.1f)") % {
                "points": effect.points,
                "low": effect.low,
                "high": effect.high,
            }
        found.append(
            Compared(labels[one.name], _share(one.treated), _share(one.control), difference, *verdicts[effect.verdict])
        )
    return found


def _share(group: Group) -> str:
    if group.share is None:
        return "—"
    return f"{group.hits} / {group.leads} · {group.share:.0%}"
