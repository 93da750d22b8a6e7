"""How a version of the follow-up plan performs, and which steps fall due next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from crm.cadences.models import Cadence, CadenceRun, PlanStep
from crm.cadences.rules import effect, step_count
from crm.cadences.rules.effect import Effect, Group
from crm.cadences.rules.step_count import StepCount
from crm.cadences.rules.steps import StepState, Why
from crm.leads.models import Activity, Kind
from crm.leads.rules.stages import Stage
from kit import text

COMING_SHOWN = 50
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Measure:
    """How many leads of each group came as far as `name` says: reached, qualified or enrolled."""

    name: str
    treated: Group
    control: Group
    effect: Effect


@dataclass(frozen=True, slots=True)
class Board:
    """How one version performs: `running` leads are under way; `coming` are steps of any version due within a day."""

    cadence: Cadence
    steps: list[StepCount]
    measures: list[Measure]
    running: int
    coming: list[PlanStep]


def version_of(number: str) -> QuerySet[Cadence]:
    """The version whose number an address carries; the active one where it carries none."""
    return Cadence.objects.filter(version=text.number(number) or 0) if number else Cadence.objects.active()


def board(cadence: Cadence, at: datetime) -> Board:
    """How a version performs, in four statements for any number of leads."""
    counts = step_count.counts_of(cadence.plan)
    steps = PlanStep.objects.filter(run__cadence=cadence)
    rows = steps.values_list("number", "state", "reason").annotate(leads=Count("pk")).order_by()
    for number, state, reason, leads in rows:
        counts[number - 1].add(StepState(state), Why(reason) if reason else None, leads)
    for number, leads in _answered(steps):
        counts[number - 1].answered = leads
    measures, running = _measures(cadence)
    return Board(cadence, counts, measures, running, list(coming(at + SOON)[:COMING_SHOWN]))


def coming(until: datetime) -> QuerySet[PlanStep]:
    """The planned steps of any version that fall due before an instant, the next one first, with lead and owner."""
    planned = PlanStep.objects.planned().filter(due_at__lt=until).order_by("due_at", "pk")
    return planned.select_related("run__lead__owner", "run__cadence")


def _answered(steps: QuerySet[PlanStep]) -> Iterable[tuple[int, int]]:
    """For each step the number of leads that replied after it and before the next one was taken."""
    replies = Activity.objects.filter(lead=OuterRef("run__lead"), kind=Kind.REPLIED, at__gte=OuterRef("settled_at"))
    later = PlanStep.objects.filter(run=OuterRef("run"), state=StepState.DONE, number__gt=OuterRef("number"))
    done = steps.filter(Exists(replies), ~Exists(later), state=StepState.DONE)
    return done.values_list("number").annotate(leads=Count("run", distinct=True)).order_by()


def _measures(cadence: Cadence) -> tuple[list[Measure], int]:
    """The measures of a version, and how many of its runs have not ended."""
    hits = {
        "reached": Count("pk", filter=Q(lead__first_response_at__isnull=False)),
        "qualified": Count("pk", filter=Q(lead__furthest__in=[Stage.QUALIFIED, Stage.PROPOSED, Stage.ENROLLED])),
        "enrolled": Count("pk", filter=Q(lead__furthest=Stage.ENROLLED)),
    }
    runs = CadenceRun.objects.filter(cadence=cadence).values("is_control")
    rows = runs.annotate(leads=Count("pk"), running=Count("pk", filter=Q(ended_at=None)), **hits).order_by()
    groups = {row["is_control"]: row for row in rows}
    empty = dict.fromkeys(("leads", "running", *hits), 0)
    treated, control = groups.get(False, empty), groups.get(True, empty)
    measures = []
    for name in hits:
        pair = Group(treated["leads"], treated[name]), Group(control["leads"], control[name])
        measures.append(Measure(name, *pair, effect.compare(*pair)))
    return measures, treated["running"] + control["running"]
