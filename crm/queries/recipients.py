"""To whom a notice about a lead, or to a consultant, goes: the one place that says so."""

from datetime import datetime

from consultants import queries as consultants
from consultants.models import Consultant
from crm.models import DeskRules


def told_for(consultant: Consultant, at: datetime) -> Consultant | None:
    """Who is told what concerns a consultant; None where that is the managers.

    The consultant, or during a leave the colleague who covers; not who has left or may not sign in any more.
    """
    found = consultants.in_charge(consultant.pk, at)
    return None if found is None or found.leave(at) else found.consultant


def number_for(consultant: Consultant | None, at: datetime) -> str:
    """The number that is told what concerns a consultant, else the manager's; empty where the managers gave none."""
    found = told_for(consultant, at) if consultant else None
    return found.hotline if found else DeskRules.objects.current().manager_phone
