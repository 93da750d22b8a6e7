"""What the public pool needs to read: which leads are due, what the screen lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from consultants.models import Consultant
from consultants.rules import duty
from crm.leads.models import Action, ActionKind, ActionLead, Activity, DeskRules, Kind, Lead
from crm.leads.models.action import ON_THE_WAY, later_lines
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.stages import Stage
from crm.leads.services.undo import SYSTEM_UNDO_WITHIN, UNDO_WITHIN
from crm.pool.models import Allowance
from crm.pool.rules import sweep
from kit import clock

PER_PAGE = 25
# The house sweeps in the evening and over weekends; whoever answers for it reads that in the morning.
LATELY = timedelta(days=1)
ACTIONS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Deadline:
    """For one desk and one stage: leads last touched before `cutoff` are due; `rested` is a whole duty day ago."""

    owner_id: int
    stage: Stage
    cutoff: datetime
    rested: datetime


def finished_days(at: datetime, days: int) -> dict[int, list[datetime]]:
    """The beginnings of the last finished duty days of everybody who has leads, the latest first."""
    found: dict[int, set[datetime]] = {}
    since = clock.start_of(clock.local(at).date() + timedelta(days=1))
    for _piece in range(sweep.LOOKS_BACK_DAYS // duty.HORIZON_DAYS):
        since -= timedelta(days=duty.HORIZON_DAYS)
        for one in Consultant.objects.with_roster(since):
            found.setdefault(one.pk, set()).update(sweep.finished_days(one.windows(since), at))
        if all(len(starts) > days for starts in found.values()):
            break
    return {pk: sorted(starts, reverse=True) or sweep.calendar_days(at, days) for pk, starts in found.items()}


def deadlines(rules: DeskRules, finished: dict[int, list[datetime]], *, earlier: int = 0) -> list[Deadline]:
    """Every desk's deadlines, from its `finished_days`; `earlier` duty days sooner for the warning."""
    return [
        Deadline(owner_id, stage, cutoff, starts[0])
        for owner_id, starts in finished.items()
        for stage, days in rules.days.items()
        if (cutoff := sweep.cutoff(starts, days - earlier)) is not None
    ]


def to_warn(due: list[Deadline], limit: int) -> list[Lead]:
    """Locked leads whose owner has to be warned: a warning holds for the touch it warned of."""
    unwarned = Q(warned_at=None) | Q(warned_at__lt=F("touched_at"))
    return _locked(_overdue([(one, Q()) for one in due]).filter(unwarned), limit)


def to_reclaim(due: list[Deadline], limit: int) -> list[Lead]:
    """Locked leads that go back to the pool: warned, and the owner had a whole duty day to answer it."""
    rested = [(one, Q(warned_at__lt=one.rested)) for one in due]
    return _locked(_overdue(rested).filter(warned_at__gte=F("touched_at")), limit)


def preview(rules: DeskRules, at: datetime) -> dict[Stage, int]:
    """How many leads of each stage would be due now under these rules, warned or not."""
    due = deadlines(rules, finished_days(at, rules.longest_days))
    counted = _overdue([(one, Q()) for one in due]).order_by().values_list("stage").annotate(count=Count("pk"))
    return {Stage(stage): count for stage, count in counted}


def _overdue(due: Iterable[tuple[Deadline, Q]]) -> QuerySet[Lead]:
    """Leads past the deadline of their desk and stage, each under a condition of its own."""
    past = Q(pk__in=[])
    for one, condition in due:
        past |= Q(owner_id=one.owner_id, stage=one.stage, touched_at__lt=one.cutoff) & condition
    return Lead.objects.filter(past, kept_at=None)


def _locked(leads: QuerySet[Lead], limit: int) -> list[Lead]:
    return list(leads.order_by("owner_id", "touched_at").select_for_update(no_key=True, skip_locked=True)[:limit])


def pooled() -> LeadQuerySet:
    """The pool, the latest arrival first."""
    return Lead.objects.in_pool().select_related("organisation", "pooled_from").order_by("-pooled_at", "pk")


def offered_to(user: User, at: datetime) -> LeadQuerySet:
    """What a person may try to claim: leads they see, and those that lay in the pool until a colleague was quicker."""
    left_it = Activity.objects.filter(lead=OuterRef("pk"), kind=Kind.POOLED, at__gte=at - LATELY)
    visible = Lead.objects.visible_to(user).values("pk")
    return Lead.objects.filter(Q(pk__in=visible) | Exists(left_it))


def page_of(leads: QuerySet[Lead], number: int) -> tuple[list[Lead], bool]:
    """One page, from 1, and whether another follows."""
    start = (number - 1) * PER_PAGE
    rows = list(leads[start : start + PER_PAGE + 1])
    return rows[:PER_PAGE], len(rows) > PER_PAGE


def used_today(consultant: Consultant | None, at: datetime) -> dict[str, int]:
    """How much of her daily allowances a consultant has used."""
    today = Allowance.objects.filter(consultant=consultant, on=clock.local(at).date())
    return dict(today.values_list("what", "used"))


def undoable(user: User, at: datetime) -> QuerySet[Action]:
    """What a person may still take back."""
    return (
        Action.objects.done_by(user)
        .fresh(at - UNDO_WITHIN)
        .exclude(kind__in=ON_THE_WAY)
        .prefetch_related("leads__lead")
    )


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep of the house took from one desk: how many leads, how many of them lie there still, their names."""

    action: Action
    owner: str
    count: int
    still: int
    names: list[str]


def swept(at: datetime) -> list[Swept]:
    """What the house returned to the pool lately and a manager may take back, the latest sweep first."""
    actions = {action.pk: action for action in _recent(ActionKind.RECLAIM, at)[:ACTIONS_SHOWN]}
    found = (
        ActionLead.objects.filter(action__in=actions)
        .annotate(is_touched=Exists(later_lines()))
        .values_list("action", "line__consultant__name")
        .annotate(
            count=Count("pk"),
            still=Count("pk", filter=Q(is_touched=False, line__consultant__is_active=True)),
            names=ArrayAgg("lead__name", order_by="lead"),
        )
        .order_by("line__consultant__name")
    )
    rows = [Swept(actions[pk], owner, count, still, names) for pk, owner, count, still, names in found]
    return sorted(rows, key=lambda row: list(actions).index(row.action.pk))


def rerouted(at: datetime) -> QuerySet[ActionLead]:
    """Leads the house gave to the consultant of their organisation lately, that a manager may still take back."""
    latest = ActionLead.objects.untouched().filter(action__in=_recent(ActionKind.REROUTE, at).order_by())
    return latest.select_related("action", "lead", "line__consultant").order_by("-action__at", "-pk")[:ACTIONS_SHOWN]


def returnable(leads: Iterable[Lead], at: datetime) -> dict[int, int]:
    """Leads of the pool that the house put there lately and nobody has touched since, each with the action."""
    recent = _recent(ActionKind.RECLAIM, at).order_by()
    found = ActionLead.objects.filter(lead__in=list(leads), action__in=recent, line__consultant__is_active=True)
    return dict(found.untouched().values_list("lead", "action"))


def _recent(kind: ActionKind, at: datetime) -> QuerySet[Action]:
    return Action.objects.by_the_system().fresh(at - SYSTEM_UNDO_WITHIN).filter(kind=kind)


def kept_count(consultant: Consultant) -> int:
    """How many open leads she keeps out of the pool."""
    return Lead.objects.filter(Q(owner=consultant)).open().kept().count()
