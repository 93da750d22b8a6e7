"""The leads of the last thirty days as a follow-up plan would have met them, and a plan tried on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from consultants.models import Consultant
from consultants.rules import duty
from consultants.rules.duty import Window
from crm.cadences.rules import steps, trial
from crm.cadences.rules.steps import Step, Why
from crm.cadences.rules.trial import Past, StepResult
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.stages import Stage
from kit import phones
from messaging.models import OptOut

DAYS = 30
AT_MOST = 3000
# The kinds of activity that end any plan; an inquiry ends one only when a consultant wrote it down.
ENDS = {
    Kind.CALLED: Why.CALLED,
    Kind.REPLIED: Why.REPLIED,
    Kind.ENROLLED: Why.REGISTERED,
    Kind.POOLED: Why.POOLED,
    Kind.STOPPED: Why.STOPPED,
}
MOVES = {Stage.LOST: Why.LOST, Stage.ENROLLED: Why.REGISTERED}


@dataclass(frozen=True, slots=True)
class LeadTrial:
    """One lead under a plan that is tried, step by step."""

    lead: Lead
    is_control: bool
    steps: list[StepResult]


def try_plan(plan: Sequence[Step], *, version: int, control_percent: int, at: datetime) -> list[LeadTrial]:
    """What a plan, saved under this number, would have done with past leads and still would do; nothing is saved."""
    trials = []
    for lead, past in past_leads(at):
        is_control = steps.is_control(lead.pk, version, control_percent)
        trials.append(LeadTrial(lead, is_control, trial.rehearse(plan, past, is_control=is_control, until=at)))
    return trials


def past_leads(at: datetime) -> list[tuple[Lead, Past]]:
    """Leads of the last thirty days that came by an inquiry, the latest first, 3000 at most, in four statements.

    A first inquiry that a consultant wrote down was a telephone call, which begins no plan.
    """
    inquiry = Activity.objects.filter(lead=OuterRef("pk"), kind=Kind.ASKED, at=OuterRef("asked_at"), actor=None)
    recent = Lead.objects.filter(Exists(inquiry), asked_at__gte=at - timedelta(days=DAYS), asked_at__lte=at)
    leads = list(recent.order_by("-asked_at", "-pk")[:AT_MOST])
    windows = _windows(at)
    ends, plans = _timeline(leads)
    refusals = _refusals({lead.phone for lead in leads})
    pasts = []
    for lead in leads:
        answers = refusals.get(lead.phone, [])
        refused = next(((since, Why.OPTED_OUT) for since, is_out in answers if is_out and since >= lead.asked_at), None)
        past = Past(
            asked_at=lead.asked_at,
            source=lead.source,
            head_count=lead.head_count,
            is_mobile=phones.is_mobile(lead.phone),
            windows=windows.get(lead.owner_id or lead.pooled_from_id or 0, ()),
            ended=min(filter(None, (ends.get(lead.pk), refused)), default=None),
            next_steps=((lead.asked_at, lead.response_due_at), *plans.get(lead.pk, ())),
            refusals=tuple(answers),
        )
        pasts.append((lead, past))
    return pasts


def _windows(at: datetime) -> dict[int, tuple[Window, ...]]:
    """The duty of each consultant, by key, from the day before the first lead to the end of the known roster."""
    since, days = at - timedelta(days=DAYS + 1), DAYS + 1 + duty.HORIZON_DAYS + 1
    roster = Consultant.objects.active().with_roster(since, days)
    return {consultant.pk: tuple(consultant.windows(since, days)) for consultant in roster}


def _timeline(
    leads: Iterable[Lead],
) -> tuple[dict[int, tuple[datetime, Why]], dict[int, list[tuple[datetime, datetime]]]]:
    """For each lead what first ended any plan, and the next steps that consultants planned: when, and for when."""
    ends: dict[int, tuple[datetime, Why]] = {}
    plans: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    ended = Q(kind__in=ENDS) | Q(kind=Kind.ASKED, actor__isnull=False) | (Q(kind=Kind.MOVED) & ~Q(stage_from=""))
    planned = Q(kind=Kind.PLANNED) & ~Q(data__has_key="step")
    lines = Activity.objects.filter(ended | planned, lead__in=leads).order_by("at", "pk")
    for lead_id, kind, at, stage_to, data in lines.values_list("lead", "kind", "at", "stage_to", "data"):
        if kind == Kind.PLANNED:
            plans[lead_id].append((at, datetime.fromisoformat(data["due_at"])))
        elif kind == Kind.MOVED:
            ends.setdefault(lead_id, (at, MOVES.get(Stage(stage_to), Why.MOVED)))
        else:
            ends.setdefault(lead_id, (at, ENDS.get(Kind(kind), Why.CALLED)))
    return ends, plans


def _refusals(numbers: Iterable[str]) -> dict[str, list[tuple[datetime, bool]]]:
    """For each number when it refused texts (True) or allowed them again (False), in order."""
    refusals: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    rows = OptOut.objects.filter(number__in=list(numbers)).order_by("id")
    for number, at, is_out in rows.values_list("number", "at", "is_out"):
        refusals[number].append((at, is_out))
    return refusals
