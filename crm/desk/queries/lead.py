"""What the page of one lead reads."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from crm.cadences.models import CadenceRun
from crm.cadences.queries import lead as cadences
from crm.intake.models import Inquiry
from crm.leads.models import Action, ActionKind, ActionLead, Activity, Lead
from crm.leads.queries.timeline import IN_THE_DIARY, Entry
from crm.leads.services.undo import UNDO_WITHIN
from messaging.models import Message, OptOut


def visible_lead(user: User, pk: int, at: datetime) -> Lead | None:
    """A lead with its organisation and owner, if this person may see it."""
    if not user.works_leads:
        return None
    seen = Lead.objects.all() if user.sees_all_leads else Lead.objects.seen_by(user.pk, at)
    return seen.filter(pk=pk).select_related("organisation", "owner").first()


@dataclass(frozen=True, slots=True)
class LeadPage:
    """What the panes of one lead tell.

    Everything that happened to it, newest first; what it asked and where, the oldest first; whether its number is
    closed for messages; the follow-up plan it began, None for those who came before plans, or by telephone. `undone`
    tells when the acts of an instant were undone, `undoable` which act the reader may undo still.
    """

    entries: list[Entry]
    inquiries: list[Inquiry]
    refuses_texts: bool
    plan: CadenceRun | None
    undone: dict[datetime, datetime]
    undoable: Action | None


def lead_page(lead: Lead, *, to: User, at: datetime) -> LeadPage:
    """Everything that the panes of one lead tell this person."""
    lines = Activity.objects.filter(lead=lead).timeline().only(*IN_THE_DIARY)
    texts = Message.objects.about(lead.topic).only("created_at", "to_number", "body", "state")
    entries = [Entry(one.at, activity=one) for one in lines]
    entries += [Entry(one.created_at, message=one) for one in texts]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    inquiries = Inquiry.objects.filter(lead=lead).order_by("asked_at").only("lead", "page_title", "remarks")
    refusal = OptOut.objects.filter(number=lead.phone).order_by("-id").only("is_out").first()
    acts = ActionLead.objects.filter(lead=lead)
    mine = Action.objects.done_by(to).fresh(at - UNDO_WITHIN).exclude(kind=ActionKind.HAND_OVER)
    return LeadPage(
        entries,
        list(inquiries),
        bool(refusal and refusal.is_out),
        cadences.run_of(lead),
        {done: undone for done, undone in acts.values_list("action__at", "undone_at") if undone},
        mine.filter(leads__in=acts.untouched()).first(),
    )
