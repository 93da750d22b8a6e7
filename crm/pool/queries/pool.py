"""What the public pool reads: which leads are due, and what its page lists."""

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
from crm.leads.services.undo import LONG_UNDO_WITHIN, UNDO_WITHIN
from crm.pool.models import Allowance
from crm.pool.rules import sweep
from kit import clock

# So long after a colleague was quicker, a claim is answered with the name of the colleague.
LATELY = timedelta(days=1)
ACTIONS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Deadline:
    """Leads of one owner and stage last touched before `cutoff` are due; `rested` is a whole duty day ago."""

    owner_id: int
    stage: Stage
    cutoff: datetime
    rested: datetime


def finished_days(at: datetime, days: int) -> dict[int, list[datetime]]:
    """The beginnings of the last finished duty days of each consultant, the latest first."""
    begins: dict[int, set[datetime]] = {}
    since = clock.start_of(clock.local(at).date() + timedelta(days=1))
    for _piece in range(sweep.LOOKS_BACK_DAYS // duty.HORIZON_DAYS):
        since -= timedelta(days=duty.HORIZON_DAYS)
        for consultant in Consultant.objects.with_roster(since):
            begins.setdefault(consultant.pk, set()).update(sweep.finished_days(consultant.windows(since), at))
        if all(len(starts) > days for starts in begins.values()):
            break
    return {pk: sorted(starts, reverse=True) or sweep.calendar_days(at, days) for pk, starts in begins.items()}


def deadlines(rules: DeskRules, finished: dict[int, list[datetime]], *, earlier: int = 0) -> list[Deadline]:
    """The deadlines of each owner, from `finished_days`; `earlier` duty days sooner for the warning."""
    return [
        Deadline(owner_id, stage, cutoff, starts[0])
        for owner_id, starts in finished.items()
        for stage, days in rules.days.items()
        if (cutoff := sweep.cutoff(starts, days - earlier)) is not None
    ]


def to_warn(due: list[Deadline], limit: int) -> list[Lead]:
    """Locked leads whose owner has to be warned: not warned of since the last touch."""
    unwarned = Q(warned_at=None) | Q(warned_at__lt=F("touched_at"))
    return _locked(_overdue([(deadline, Q()) for deadline in due]).filter(unwarned), limit)


def to_reclaim(due: list[Deadline], limit: int) -> list[Lead]:
    """Locked leads that return to the pool: the owner was warned a whole duty day ago or earlier."""
    rested = [(deadline, Q(warned_at__lt=deadline.rested)) for deadline in due]
    return _locked(_overdue(rested).filter(warned_at__gte=F("touched_at")), limit)


def preview(rules: DeskRules, at: datetime) -> dict[Stage, int]:
    """How many leads of each stage would be due now under these rules, warned or not."""
    due = deadlines(rules, finished_days(at, rules.longest_days))
    overdue = _overdue([(deadline, Q()) for deadline in due])
    counts = overdue.order_by().values_list("stage").annotate(count=Count("pk"))
    return {Stage(stage): count for stage, count in counts}


def _overdue(due: Iterable[tuple[Deadline, Q]]) -> QuerySet[Lead]:
    """Leads past a deadline, each deadline with a further condition."""
    past = Q(pk__in=[])
    for deadline, condition in due:
        is_past = Q(owner_id=deadline.owner_id, stage=deadline.stage, touched_at__lt=deadline.cutoff)
        past |= is_past & condition
    return Lead.objects.filter(past, kept_at=None)


def _locked(leads: QuerySet[Lead], limit: int) -> list[Lead]:
    return list(leads.order_by("owner_id", "touched_at").select_for_update(no_key=True, skip_locked=True)[:limit])


def pooled() -> LeadQuerySet:
    """The pool, the latest arrival first."""
    return Lead.objects.in_pool().select_related("organisation", "pooled_from").order_by("-pooled_at", "pk")


def offered_to(user: User, at: datetime) -> LeadQuerySet:
    """Leads that a user may try to claim: visible ones, and those that a colleague has just claimed."""
    left_it = Activity.objects.filter(lead=OuterRef("pk"), kind=Kind.POOLED, at__gte=at - LATELY)
    visible = Lead.objects.visible_to(user).values("pk")
    return Lead.objects.filter(Q(pk__in=visible) | Exists(left_it))


def used_today(consultant: Consultant | None, at: datetime) -> dict[str, int]:
    """How often a consultant has used each daily limit today."""
    today = Allowance.objects.filter(consultant=consultant, on=clock.local(at).date())
    return dict(today.values_list("what", "used"))


def undoable(user: User, at: datetime) -> QuerySet[Action]:
    """Actions that a user may still undo, with their leads; those of a lead's own page are offered there."""
    return (
        Action.objects.done_by(user)
        .fresh(at - UNDO_WITHIN)
        .exclude(kind__in=ON_THE_WAY)
        .prefetch_related("leads__lead", "leads__line")
    )


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep took from one owner: `count` leads with their `names`; `still` of them can be restored."""

    action: Action
    owner: str
    count: int
    still: int
    names: list[str]


def swept(at: datetime) -> list[Swept]:
    """The sweeps that a manager may still undo, by owner, the latest first."""
    actions = {action.pk: action for action in _recent(ActionKind.RECLAIM, at)[:ACTIONS_SHOWN]}
    counts = (
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
    rows = [Swept(actions[pk], owner, count, still, names) for pk, owner, count, still, names in counts]
    return sorted(rows, key=lambda row: list(actions).index(row.action.pk))


def rerouted(at: datetime) -> QuerySet[ActionLead]:
    """Leads the system gave to their organisation's consultant, that a manager may still return; the latest first."""
    latest = ActionLead.objects.untouched().filter(action__in=_recent(ActionKind.REROUTE, at).order_by())
    return latest.select_related("action", "lead", "line__consultant").order_by("-action__at", "-pk")[:ACTIONS_SHOWN]


def returnable(leads: Iterable[Lead], at: datetime) -> dict[int, int]:
    """The action by which the system put each lead into the pool, for leads that a manager may still return."""
    recent = _recent(ActionKind.RECLAIM, at).order_by()
    swept = ActionLead.objects.filter(lead__in=list(leads), action__in=recent, line__consultant__is_active=True)
    return dict(swept.untouched().values_list("lead", "action"))


def _recent(kind: ActionKind, at: datetime) -> QuerySet[Action]:
    return Action.objects.by_the_system().fresh(at - LONG_UNDO_WITHIN).filter(kind=kind)


def kept_count(consultant: Consultant) -> int:
    """How many open leads a consultant keeps out of the pool."""
    return Lead.objects.filter(owner=consultant).open().kept().count()
