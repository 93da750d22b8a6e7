"""The follow-up plan of one lead, and what the rules ask about the lead."""

from datetime import datetime

from django.db.models import Prefetch

from consultants import queries as consultants
from consultants.rules.duty import Window
from crm.cadences.models import CadenceRun, PlanStep
from crm.cadences.rules.steps import Status
from crm.leads.models import Lead
from kit import phones


def run_of(lead: Lead) -> CadenceRun | None:
    """The run of a lead with its steps so far, in order; None if the lead began no plan, as after a telephone call."""
    steps = Prefetch("steps", PlanStep.objects.order_by("number", "pk"))
    return CadenceRun.objects.of_lead(lead.pk).prefetch_related(steps).first()


def status(lead: Lead, run: CadenceRun, *, is_refused: bool) -> Status:
    """A lead as the rules ask for it; `is_refused` says whether its number wants no texts."""
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
    """The coming duty of the owner or of who covers for the owner; empty for a lead without an owner."""
    person = consultants.in_charge(lead.owner_id, at)
    return person.coming if person else ()
