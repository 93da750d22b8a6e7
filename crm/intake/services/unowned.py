"""Leads where no consultant works here: they begin in the pool, and the manager is told."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from crm.leads.models import Lead
from crm.leads.queries import recipients
from crm.leads.rules.reasons import Reason
from crm.leads.services import ownership
from crm.leads.services.response_clock import WITHOUT_ROSTER
from kit import clock
from messaging.models import Purpose
from messaging.services.outbox import Draft


def begin(*, at: datetime, **columns: Any) -> Lead:
    """Open a lead with these `columns` in the pool."""
    due_at = at + WITHOUT_ROSTER
    return ownership.begin(to=None, at=at, routing_reason=Reason.UNOWNED, response_due_at=due_at, **columns)


def alarm(lead: Lead, number: str, at: datetime) -> list[Draft]:
    """A text to the manager about a lead that no consultant can be given."""
    due = clock.spoken(at + WITHOUT_ROSTER, seen_from=at)
    return [
        Draft(
            template="response_manager",
            to=recipients.number_for(None, at),
            context={"name": lead.name, "owner": _("no consultant works here yet"), "due": due},
            dedupe_key=f"inquiry:{number}:unowned",
            topic=lead.topic,
            purpose=Purpose.TRANSACTIONAL,
        )
    ]
