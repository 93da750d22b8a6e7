"""Locking the row of a lead, with the checks that most actions begin with."""

from crm.leads.errors import LeadIsClosed, LeadIsInPool, LeadIsMerged
from crm.leads.models import Lead


def lock(lead_id: int) -> Lead:
    """A lead, locked until the end of the transaction. Raises LeadIsMerged."""
    lead = Lead.all_objects.select_for_update(no_key=True).get(pk=lead_id)
    if lead.merged_into_id:
        raise LeadIsMerged
    return lead


def lock_owned(lead_id: int) -> Lead:
    """A lead with an owner, locked. Raises LeadIsInPool."""
    lead = lock(lead_id)
    if lead.is_in_pool:
        raise LeadIsInPool
    return lead


def lock_open(lead_id: int) -> Lead:
    """An open lead with an owner, locked. Raises LeadIsClosed, LeadIsInPool."""
    lead = lock_owned(lead_id)
    if not lead.is_open:
        raise LeadIsClosed
    return lead
