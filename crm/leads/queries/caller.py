"""Which consultant calls a lead."""

from datetime import datetime

from consultants import queries as consultants
from consultants.models import Consultant
from crm.leads.models import Lead


def who_calls(lead: Lead, at: datetime) -> Consultant | None:
    """The owner, or during a leave the cover; None without an owner who works here."""
    desk = consultants.in_charge(lead.owner_id, at)
    return desk.consultant if desk else None
