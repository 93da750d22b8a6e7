"""What follow-up plans need to read: the plan that holds, how it goes, and what came lately, for trying another."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from consultants import queries as consultants
from consultants.models import Consultant
from consultants.rules import duty
from consultants.rules.duty import Window
from crm.cadences.models import Cadence, CadenceRun, PlanStep, StepState
from crm.cadences.rules import effect as effect_rules
from crm.cadences.rules.effect import Effect, Group
from crm.cadences.rules.steps import Status, Step, Why
from crm.cadences.rules.trial import Past
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.stages import Stage
from kit import phones
from messaging import queries as messaging
from messaging.models import OptOut

DAYS = 30
AT_MOST = 3000
COMING_SHOWN = 50
# The words a plan gives to a wording.
WORDS = ("name", "consultant", "head_count")


@dataclass(frozen=True, slots=True)
class ActivePlan:
    """The plan that holds, as an inquiry reads it; `pk` is its row, None while there is none."""

    pk: int | None = None
    version: int = 0
    control_percent: int = 0
    plan: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording that a step may send."""

    key: str
    title: str
    text: str


def active() -> ActivePlan:
    """The plan that holds."""
    now = Cadence.objects.active().first()
    return ActivePlan(now.pk, now.version, now.control_percent, now.plan) if now else ActivePlan()


def wordings() -> list[Wording]:
    """What a step may send, in one statement."""
    return [Wording(one.template.key, one.template.title, one.text) for one in messaging.sendable(WORDS)]


def status(lead: Lead, run: CadenceRun, *, is_refused: bool) -> Status:
    """How a lead stands now, as the rules ask."""
    return Status(
        stage=lead.stage,
        source=lead.source,
        head_count=lead.head_count,
        is_open=lead.is_open,
        is_in_pool=lead.is_in_pool,
        is_reached=lead.first_response_at is not None,
        is_refused=is_refused,
        is_mobile=phones.is_mobile(lead.phone),
        is_control=run.is_control,
        next_step_at=lead.next_step_at,
    )


def duty_of(lead: Lead, at: datetime) -> tuple[Window, ...]:
    """The coming duty of whoever does the work of a lead's consultant; none for a lead that nobody owns."""
    found = consultants.in_charge(lead.owner_id, at)
    return found.coming if found else ()


@dataclass(frozen=True, slots=True)
class PlanOfLead:
    """The plan of one lead: its run, and what became of its steps so far, in order."""

    run: CadenceRun
    rows: list[PlanStep]


def of_lead(lead: Lead) -> PlanOfLead | None:
    """The plan a lead began; None for those who came before plans, or by telephone."""
    run = CadenceRun.objects.of_lead(lead.pk).first()
    if run is None:
        return None
    return PlanOfLead(run, list(run.steps.order_by("number", "pk")))


@dataclass(slots=True)
class StepCount:
    """One step of a version: how many leads wait for it, got it, were left out and why, and answered it."""

    number: int
    step: Step
    planned: int = 0
    done: int = 0
    answered: int = 0
    skipped: Counter[Why] = field(default_factory=Counter)
    cancelled: Counter[Why] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing leads may come to, for both groups."""

    name: str
    treated: Group
    control: Group
    effect: Effect


@dataclass(frozen=True, slots=True)
class Board:
    """How one version goes."""

    cadence: Cadence
    steps: list[StepCount]
    measures: list[Measure]
    running: int


def board(cadence: Cadence) -> Board:
    """How a version goes, in three statements however many leads began it."""
    counts = [StepCount(number, step) for number, step in enumerate(cadence.plan, start=1)]
    of_version = PlanStep.objects.filter(run__cadence=cadence)
    told = of_version.values_list("number", "state", "reason").annotate(leads=Count("pk")).order_by()
    for step, state, reason, leads in told:
        one = counts[step - 1]
        match StepState(state):
            case StepState.PLANNED:
                one.planned += leads
            case StepState.DONE:
                one.done += leads
            case StepState.SKIPPED:
                one.skipped[Why(reason)] += leads
            case StepState.CANCELLED:
                one.cancelled[Why(reason)] += leads
    for step, leads in _answered(of_version):
        counts[step - 1].answered = leads
    measures, running = _measures(cadence)
    return Board(cadence, counts, measures, running)


def _answered(rows: QuerySet[PlanStep]) -> Iterable[tuple[int, int]]:
    """For each step the leads that replied after it and before the next one was taken."""
    replies = Activity.objects.filter(lead=OuterRef("run__lead"), kind=Kind.REPLIED, at__gte=OuterRef("settled_at"))
    later = PlanStep.objects.filter(run=OuterRef("run"), state=StepState.DONE, number__gt=OuterRef("number"))
    done = rows.filter(Exists(replies), ~Exists(later), state=StepState.DONE)
    return done.values_list("number").annotate(leads=Count("run", distinct=True)).order_by()


def _measures(cadence: Cadence) -> tuple[list[Measure], int]:
    told = {
        "reached": Count("pk", filter=Q(lead__first_response_at__isnull=False)),
        "qualified": Count("pk", filter=Q(lead__furthest__in=[Stage.QUALIFIED, Stage.PROPOSED, Stage.ENROLLED])),
        "enrolled": Count("pk", filter=Q(lead__furthest=Stage.ENROLLED)),
    }
    counted = CadenceRun.objects.filter(cadence=cadence).values("is_control")
    rows = counted.annotate(leads=Count("pk"), running=Count("pk", filter=Q(ended_at=None)), **told).order_by()
    groups = {row["is_control"]: row for row in rows}
    none = dict.fromkeys(("leads", "running", *told), 0)
    treated, control = groups.get(False, none), groups.get(True, none)
    measures = []
    for name in told:
        pair = Group(treated["leads"], treated[name]), Group(control["leads"], control[name])
        measures.append(Measure(name, *pair, effect_rules.compare(*pair)))
    return measures, treated["running"] + control["running"]


def coming(at: datetime, until: datetime) -> QuerySet[PlanStep]:
    """The steps of any version that fall due before an instant, the next one first."""
    planned = PlanStep.objects.planned().filter(due_at__lt=until).order_by("due_at", "pk")
    return planned.select_related("run__lead__owner", "run__cadence")


@dataclass(frozen=True, slots=True)
class PastLeads:
    """The leads of the last days as a plan would have met them, and their rows by key, the latest first."""

    pasts: list[Past]
    leads: dict[int, Lead]


def past_leads(at: datetime) -> PastLeads:
    """Leads of the last thirty days that came by an inquiry, the latest 3000 at most, in four statements.

    A first question that a person wrote down was a telephone call, which begins no plan.
    """
    first = Activity.objects.filter(lead=OuterRef("pk"), kind=Kind.ASKED, at=OuterRef("asked_at"), actor=None)
    found = Lead.objects.filter(Exists(first), asked_at__gte=at - timedelta(days=DAYS), asked_at__lte=at)
    leads = {lead.pk: lead for lead in found.order_by("-asked_at", "-pk")[:AT_MOST]}
    windows = _windows(at)
    ends, plans = _diary(leads)
    refusals = _refusals({lead.phone for lead in leads.values()})
    pasts = []
    for lead in leads.values():
        lines = refusals.get(lead.phone, [])
        refused = next(((since, Why.OPTED_OUT) for since, is_out in lines if is_out and since >= lead.asked_at), None)
        ended = min(filter(None, (ends.get(lead.pk), refused)), default=None)
        pasts.append(
            Past(
                lead_id=lead.pk,
                asked_at=lead.asked_at,
                source=lead.source,
                head_count=lead.head_count,
                is_mobile=phones.is_mobile(lead.phone),
                windows=windows.get(lead.owner_id or lead.pooled_from_id or 0, ()),
                ended=ended,
                next_steps=((lead.asked_at, lead.response_due_at), *plans.get(lead.pk, ())),
                refusals=tuple(lines),
            )
        )
    return PastLeads(pasts, leads)


def _windows(at: datetime) -> dict[int, tuple[Window, ...]]:
    since, days = at - timedelta(days=DAYS + 1), DAYS + 1 + duty.HORIZON_DAYS + 1
    return {one.pk: tuple(one.windows(since, days)) for one in Consultant.objects.active().with_roster(since, days)}


ENDS = {
    Kind.ASKED: Why.CALLED,
    Kind.CALLED: Why.CALLED,
    Kind.REPLIED: Why.REPLIED,
    Kind.ENROLLED: Why.REGISTERED,
    Kind.POOLED: Why.POOLED,
    Kind.STOPPED: Why.STOPPED,
}
SIGNS = [kind for kind in ENDS if kind != Kind.ASKED]
MOVES = {Stage.LOST: Why.LOST, Stage.ENROLLED: Why.REGISTERED}


def _diary(
    leads: Iterable[int],
) -> tuple[dict[int, tuple[datetime, Why]], dict[int, list[tuple[datetime, datetime]]]]:
    """For each lead what first ended any plan of hers, and the next steps people planned."""
    ends: dict[int, tuple[datetime, Why]] = {}
    plans: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    # A question that somebody of the house wrote down was a telephone call.
    signs = Q(kind__in=SIGNS) | Q(kind=Kind.ASKED, actor__isnull=False)
    wanted = signs | (Q(kind=Kind.MOVED) & ~Q(stage_from="")) | (Q(kind=Kind.PLANNED) & ~Q(data__has_key="step"))
    lines = Activity.objects.filter(wanted, lead__in=list(leads)).order_by("at", "pk")
    for lead_id, kind, at, stage_to, data in lines.values_list("lead", "kind", "at", "stage_to", "data"):
        if kind == Kind.PLANNED:
            plans[lead_id].append((at, datetime.fromisoformat(data["due_at"])))
        elif kind == Kind.MOVED:
            ends.setdefault(lead_id, (at, MOVES.get(Stage(stage_to), Why.MOVED)))
        else:
            ends.setdefault(lead_id, (at, ENDS[Kind(kind)]))
    return ends, plans


def _refusals(numbers: Iterable[str]) -> dict[str, list[tuple[datetime, bool]]]:
    found: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    lines = OptOut.objects.filter(number__in=list(numbers)).order_by("id")
    for number, at, is_out in lines.values_list("number", "at", "is_out"):
        found[number].append((at, is_out))
    return found
