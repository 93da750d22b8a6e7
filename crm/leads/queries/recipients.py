"""Who gets the notices about leads and to consultants."""

from collections.abc import Collection
from datetime import datetime

from consultants import queries as consultants
from consultants.models import Consultant
from crm.leads.models import DeskRules


def recipient_for(consultant: Consultant, at: datetime) -> Consultant | None:
    """The recipient of notices to a consultant; None where a manager gets them.

    The consultant, or during a leave the cover; never a consultant who has left or may not sign in any more.
    """
    desk = consultants.in_charge(consultant.pk, at)
    return None if desk is None or desk.leave(at) else desk.consultant


def number_for(consultant: Consultant | None, at: datetime) -> str:
    """The number for notices to a consultant, else the manager's; empty without one."""
    recipient = recipient_for(consultant, at) if consultant else None
    return recipient.hotline if recipient else DeskRules.objects.current().manager_phone


def colleagues(numbers: Collection[str]) -> dict[str, bool]:
    """Which of the numbers are colleagues', each with whether the colleague works here and may sign in."""
    known = Consultant.objects.filter(hotline__in=numbers).values_list("hotline", "is_active", "user__is_active")
    working = {hotline: works_here and may_sign_in is not False for hotline, works_here, may_sign_in in known}
    manager = DeskRules.objects.current().manager_phone
    return working | ({manager: True} if manager in numbers else {})
