"""Follow-up plans end when a consultant works on the lead, or its number wants no texts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm.cadences.rules.steps import Why
from crm.cadences.services import runs
from crm.leads.models import Lead
from crm.leads.signals import Change, lead_changed, lead_restored
from messaging.models import OptOut
from messaging.signals import opted_out

# Why a follow-up plan ends, by what was done to the lead.
WHY = {
    Change.CALLED: Why.CALLED,
    Change.REGISTERED: Why.REGISTERED,
    Change.MOVED: Why.MOVED,
    Change.LOST: Why.LOST,
    Change.POOLED: Why.POOLED,
    Change.MERGED: Why.MERGED,
}


def on_lead_changed(sender: Any, leads: Sequence[Lead], change: Change, at: datetime, **kwargs: Any) -> None:
    """End the plans; the first reason of an action is the one that is kept."""
    if change in WHY:
        runs.stop(leads, why=WHY[change], at=at)


def on_lead_restored(sender: Any, leads: Sequence[Lead], acted_at: datetime, at: datetime, **kwargs: Any) -> set[int]:
    """Resume the plans that the undone action ended; returns the leads of which a text is too old to be sent."""
    return runs.resume(leads, ended_at=acted_at, at=at)


def on_opted_out(sender: Any, opt_out: OptOut, **kwargs: Any) -> None:
    """End the plans of the leads of a number that wants no messages."""
    runs.refuse(opt_out.number, at=opt_out.at)


def connect() -> None:
    """Listen to leads and messages."""
    lead_changed.connect(on_lead_changed, dispatch_uid="cadences.lead_changed")
    lead_restored.connect(on_lead_restored, dispatch_uid="cadences.lead_restored")
    opted_out.connect(on_opted_out, dispatch_uid="cadences.opted_out")
