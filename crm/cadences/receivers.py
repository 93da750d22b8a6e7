"""Follow-up plans end when a person takes over, or the number wants no texts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm.cadences.rules.steps import Why
from crm.cadences.services import plans
from crm.leads.models import Lead
from crm.leads.signals import Change, lead_changed, lead_restored
from kit import clock
from messaging.models import OptOut
from messaging.signals import opted_out

# Why a follow-up plan ends with what a person does.
WHY = {
    Change.CALLED: Why.CALLED,
    Change.REGISTERED: Why.REGISTERED,
    Change.MOVED: Why.MOVED,
    Change.LOST: Why.LOST,
    Change.POOLED: Why.POOLED,
}


def on_lead_changed(sender: Any, leads: Sequence[Lead], change: Change, at: datetime, **kwargs: Any) -> None:
    """Somebody has taken over: the plans end, and the first reason of an act is the one that is kept."""
    plans.stop_all(leads, why=WHY[change], at=at)


def on_lead_restored(sender: Any, leads: Sequence[Lead], acted_at: datetime, at: datetime, **kwargs: Any) -> set[int]:
    """What ended the plans was undone; the leads of which a text is too old to be sent."""
    return plans.resume(leads, ended_at=acted_at, at=at)


def on_opted_out(sender: Any, opt_out: OptOut, **kwargs: Any) -> None:
    """A number wants no messages: what is planned for its leads ends."""
    plans.refuse(opt_out.number, at=clock.now())


def connect() -> None:
    """Listen to leads and messages."""
    lead_changed.connect(on_lead_changed, dispatch_uid="cadences.lead_changed")
    lead_restored.connect(on_lead_restored, dispatch_uid="cadences.lead_restored")
    opted_out.connect(on_opted_out, dispatch_uid="cadences.opted_out")
