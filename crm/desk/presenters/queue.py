"""Why a lead stands in the queue, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from crm.leads.models import Lead
from crm.leads.rules.queue import Group, group_of
from kit import clock

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """Sentences, and the CSS class of their box."""

    box: str
    words: str


def reason(lead: Lead, user: User, at: datetime) -> Reason | None:
    """Why an open lead is to be called today; None for one planned for a later day."""
    group = group_of(lead.next_step_at, is_promised=lead.escalate_at is not None, at=at)
    is_later = group == Group.TODAY and lead.next_step_at and lead.next_step_at >= clock.midnight_after(at)
    if not lead.is_open or lead.is_in_pool or is_later:
        return None
    sentences = [_sentence(lead, group, at), *_on_behalf(lead, user)]
    box = {Group.LATE: "alert-danger", Group.TODAY: "alert-info"}.get(group, "alert-warn")
    return Reason(box, " ".join(sentences))


def _sentence(lead: Lead, group: Group, at: datetime) -> str:
    if lead.next_step_at is None:
        return _("It has no next step yet: plan one, so that it is not forgotten.")
    words = {
        "when": clock.spoken(lead.next_step_at, seen_from=at),
        "late": _lasting(at - lead.next_step_at),
        "what": lead.next_step_note or _("call"),
    }
    if group == Group.LATE and lead.escalate_at is not None:
        return _("The visitor was promised a call by %(when)s: %(late)s late.") % words
    if group == Group.LATE:
        return _("Planned for %(when)s: %(what)s. It is %(late)s late.") % words
    if group == Group.PROMISED:
        return _("The visitor was promised a call by %(when)s.") % words
    return _("Planned for %(when)s: %(what)s.") % words


def _on_behalf(lead: Lead, user: User) -> list[str]:
    """Whose work it is, where the user does it for a colleague."""
    if user.sees_all_leads or lead.owner is None or lead.owner.user_id == user.pk:
        return []
    if lead.backup is not None and lead.backup.user_id == user.pk:
        return [_("%(name)s did not call in time, so it came to you.") % {"name": lead.owner.name}]
    return [_("%(name)s is on leave and you stand in.") % {"name": lead.owner.name}]


def _lasting(wait: timedelta) -> str:
    """How long, in the coarsest unit."""
    if wait >= DAY:
        return ngettext("%(number)s day", "%(number)s days", wait.days) % {"number": wait.days}
    if wait >= HOUR:
        return ngettext("%(number)s hour", "%(number)s hours", wait // HOUR) % {"number": wait // HOUR}
    minutes = -(-wait // MINUTE)
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
