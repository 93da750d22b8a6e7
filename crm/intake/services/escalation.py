"""Taking the steps of escalations: each is taken once, in the transaction that writes its message."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import OnRoster
from crm.intake.models import Escalation
from crm.intake.queries import inquiries
from crm.intake.rules import escalation
from crm.intake.rules.escalation import Colleague
from crm.leads.models import Activity, Kind, Lead
from crm.leads.queries import caller as caller_queries
from crm.leads.queries import recipients
from crm.leads.rules import escalation_steps
from crm.leads.rules.escalation_steps import EscalationStep
from crm.leads.services import notices, timeline
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import inbox
from crm.routing.queries import active
from kit import clock, language
from messaging.services.outbox import Draft

BATCH = 200
# One task takes so many; the rest waits for the next beat.
MOST_BATCHES = 20
STALE_AFTER = timedelta(hours=2)
TEMPLATES = {
    EscalationStep.HALF: "response_reminder",
    EscalationStep.MOST: "response_reminder",
    EscalationStep.BACKUP: "response_backup",
    EscalationStep.MANAGER: "response_manager",
}


def escalate_due(at: datetime) -> int:
    """Take every step that has fallen due; returns how many.

    Two workers may run it at once, and after any crash: leads locked elsewhere are skipped, and a step of a promise can
    be written only once.
    """
    taken = 0
    for _batch in range(MOST_BATCHES):
        size, steps = _take_batch(at)
        taken += steps
        if size < BATCH:
            break
    return taken


@transaction.atomic
def _take_batch(at: datetime) -> tuple[int, int]:
    """How many leads were due, and how many steps were taken."""
    leads = list(inquiries.escalations_due(at)[:BATCH])
    if not leads:
        return 0, 0
    taken_before = set(Escalation.objects.filter(lead__in=leads).values_list("lead_id", "promise_due_at", "step"))
    fallback = active.rules(at).fallback
    roster = {person.consultant.pk: person for person in consultants.roster(at)}
    colleagues = [
        Colleague(pk, person.consultant.position, person.card(at).is_on_duty) for pk, person in roster.items()
    ]
    rows: list[Escalation] = []
    for lead in leads:
        steps, coming = escalation.due_steps(lead.escalation_instants, lead.escalate_at or at, at)
        for step in steps:
            due_at = lead.escalation_instants[escalation_steps.ESCALATION_STEPS.index(step)]
            if (lead.pk, lead.promise_due_at, step) in taken_before or lead.promise_due_at is None:
                continue
            to = _recipient(step, lead, roster, colleagues, fallback, at)
            if step == EscalationStep.BACKUP:
                lead.backup = to
            rows.append(
                Escalation(lead=lead, promise_due_at=lead.promise_due_at, step=step, due_at=due_at, at=at, to=to)
            )
        lead.escalate_at = coming
    Escalation.objects.bulk_create(rows)
    Lead.objects.bulk_update(leads, ["escalate_at", "backup"])
    with language.of_the_site():
        Activity.objects.bulk_create(_line(row) for row in rows)
        notices.post(*_drafts(rows, at), at=at)
    _tell(rows, at)
    return len(leads), len(rows)


def _tell(rows: Collection[Escalation], at: datetime) -> None:
    """The same in the inbox, but for the first reminder: to the consultant who is told, else to the managers."""
    managers = inbox.managers() if any(row.to is None for row in rows) else []
    inbox.write(
        inbox.notice(to, NoticeKind.PROMISE, at=at, lead=row.lead, due_at=row.promise_due_at.isoformat())
        for row in rows
        if row.step != EscalationStep.HALF
        for to in ([row.to.user_id] if row.to else managers)
    )


def _recipient(
    step: EscalationStep,
    lead: Lead,
    roster: Mapping[int, OnRoster],
    colleagues: Sequence[Colleague],
    fallback: int | None,
    at: datetime,
) -> Consultant | None:
    """The consultant who is told of a step: owner or cover; later, and for an owner who is away, a stand-in.

    None for the manager, who is told of the last step, and of each step without such a consultant.
    """
    if lead.owner is None or step == EscalationStep.MANAGER:
        return None
    if step in escalation_steps.REMINDERS and (person := recipients.recipient_for(lead.owner, at)):
        return person
    stand_in = escalation.stand_in(colleagues, owner_id=lead.owner.pk, rotation=lead.pk, fallback_id=fallback)
    return roster[stand_in].consultant if stand_in else None


def _line(row: Escalation) -> Activity:
    to = row.to.name if row.to else _("the manager")
    return timeline.line(row.lead, Kind.ESCALATED, at=row.at, by=None, data={"step": row.step, "to": to})


def _drafts(rows: Collection[Escalation], at: datetime) -> list[Draft]:
    numbers = {to: recipients.number_for(to, at) for to in {row.to for row in rows}}
    return [_draft(row, numbers[row.to], at) for row in rows]


def _caller(lead: Lead, at: datetime) -> str:
    """The name of who should have called: the owner, the cover, or an owner who has left."""
    if caller := caller_queries.who_calls(lead, at):
        return caller.name
    return _("%(name)s, who has left") % {"name": lead.owner.name} if lead.owner else ""


def _draft(row: Escalation, number: str, at: datetime) -> Draft:
    lead = row.lead
    due = clock.spoken(row.promise_due_at, seen_from=at)
    context = {"name": lead.name, "owner": _caller(lead, at), "due": due}
    key = f"escalation:{lead.pk}:{row.promise_due_at:%Y%m%dT%H%M%S}:{row.step}"
    template = TEMPLATES[EscalationStep(row.step)]
    return notices.draft(lead, template, to=number, context=context, key=key, at=at, stale_after=STALE_AFTER)
