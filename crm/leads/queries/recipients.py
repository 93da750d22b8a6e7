"""To whom a notice about a lead, or to a consultant, goes: the one place that says so."""

from collections.abc import Collection
from datetime import datetime

from consultants import queries as consultants
from consultants.models import Consultant
from crm.leads.models import DeskRules


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


def colleagues(numbers: Collection[str]) -> dict[str, bool]:
    """Those of the numbers that are colleagues', each with whether its owner works here and may sign in."""
    known = Consultant.objects.filter(hotline__in=numbers).values_list("hotline", "is_active", "user__is_active")
    found = {hotline: works_here and may_sign_in is not False for hotline, works_here, may_sign_in in known}
    manager = DeskRules.objects.current().manager_phone
    return found | ({manager: True} if manager in numbers else {})
