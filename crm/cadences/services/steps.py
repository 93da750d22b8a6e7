"""Taking the steps of follow-up plans that have fallen due."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.cadences.models import PlanStep
from crm.cadences.queries import lead as lead_queries
from crm.cadences.rules import timing
from crm.cadences.rules.steps import ENDINGS, LATE_AFTER, Step, StepState, Why, judge
from crm.cadences.services import runs
from crm.leads.models import Kind, Lead
from crm.leads.queries import caller as caller_queries
from crm.leads.rules import greeting
from crm.leads.services import notices, tasks, timeline
from kit import language
from messaging.errors import TemplateIncomplete, TemplateUnknown, TextTooLong
from messaging.models import Purpose
from messaging.services import opt_outs, outbox
from messaging.services.outbox import Draft

BATCH = 200


def take_due(at: datetime) -> int:
    """Take the steps that have fallen due; returns how many texts and tasks came of them.

    Two workers may run it at once: each lead is locked, as by everything that ends its plan, and skipped where
    another transaction has locked it.
    """
    due = PlanStep.objects.due(at).order_by("due_at").values_list("pk", "run__lead")
    with language.of_the_site():
        return sum(_take(pk, lead_id, at) for pk, lead_id in list(due[:BATCH]))


@transaction.atomic
def _take(pk: int, lead_id: int, at: datetime) -> bool:
    locked = Lead.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("owner")
    lead = locked.filter(pk=lead_id).first()
    row = PlanStep.objects.planned().filter(pk=pk).select_related("run__cadence").first() if lead else None
    if lead is None or row is None:
        return False
    step = row.run.cadence.plan[row.number - 1]
    why = _objection(step, row, lead, at)
    if why is None and step.is_text and (opening := timing.next_opening(at)) > at:
        # The worker comes late, in quiet hours or on a holiday: the text waits for their end.
        row.due_at = opening
        row.save(update_fields=["due_at"])
        return False
    why = why or _act(step, row, lead, at)
    row.state, row.reason = (StepState.SKIPPED, why) if why else (StepState.DONE, "")
    row.settled_at = at
    row.save(update_fields=["state", "reason", "settled_at"])
    _continue(row, lead, why=why, at=at)
    return why is None


def _objection(step: Step, row: PlanStep, lead: Lead, at: datetime) -> Why | None:
    if step.is_text and at - row.due_at > LATE_AFTER:
        return Why.TOO_LATE
    return judge(step, lead_queries.status(lead, row.run, is_refused=opt_outs.is_out(lead.phone)), at)


def _act(step: Step, row: PlanStep, lead: Lead, at: datetime) -> Why | None:
    """Send the text or set the task; returns why not when the template cannot be sent any more."""
    if not step.is_text:
        due_at = timing.task_due_at(at, lead.next_step_at)
        tasks.replace_call(lead, due_at=due_at, note=step.note, at=at)
        data = {"due_at": due_at.isoformat(), "step": row.number}
        timeline.write(lead, Kind.PLANNED, at=at, by=None, text=step.note, data=data)
        return None
    draft = Draft(
        template=step.template,
        to=lead.phone,
        context=_words(lead, at),
        dedupe_key=f"plan:{lead.pk}:{row.number}",
        topic=lead.topic,
        purpose=Purpose.FOLLOW_UP,
        expires_at=at + notices.STALE_AFTER,
        to_visitor=True,
    )
    try:
        outbox.post(draft)
    except (TemplateUnknown, TemplateIncomplete, TextTooLong):
        return Why.NO_TEMPLATE
    return None


def _words(lead: Lead, at: datetime) -> dict[str, object]:
    """The values of `queries.templates.WORDS`; the consultant is who calls now, unnamed where the owner has left."""
    caller = caller_queries.who_calls(lead, at)
    return {
        "name": greeting.greeting(lead.name, neutral=_("Dear visitor")),
        "consultant": caller.name if caller else _("our consultant"),
        "head_count": lead.head_count,
    }


def _continue(row: PlanStep, lead: Lead, *, why: Why | None, at: datetime) -> None:
    """Plan the step after this one, or end the plan."""
    run, number = row.run, row.number + 1
    if why in ENDINGS or number > len(run.cadence.plan):
        run.ended_at, run.end_reason = at, why if why in ENDINGS else Why.FINISHED
        run.save(update_fields=["ended_at", "end_reason"])
    else:
        runs.plan_step(run, number, since=row.due_at, coming=lead_queries.duty_of(lead, at), at=at)
