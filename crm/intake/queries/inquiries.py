"""What is known of an inquiry and of the lead it belongs to."""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from consultants.models import Consultant
from crm.intake.models import Inquiry
from crm.leads.models import Activity, Kind, Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.reasons import Reason
from crm.leads.rules.stages import Stage
from crm.routing.queries.active import rules
from crm.routing.rules.choice import BEFORE_RULES
from messaging.models import Message


def is_as_chosen(lead: Lead, inquiry: Inquiry) -> bool:
    """Whether a lead still has the owner that routing chose for this inquiry, and no consultant has acted on it.

    False where person, organisation or telephone decided: what comes before any rule is not chosen again.
    """
    is_untouched = (
        lead.asked_at == inquiry.asked_at
        and lead.stage == Stage.NEW
        and lead.first_response_at is None
        and lead.owner_id is not None
        and lead.backup_id is None
        and lead.routing_reason not in BEFORE_RULES
    )
    if not is_untouched:
        return False
    counts = Activity.objects.filter(lead=lead).aggregate(
        acts=Count("pk", filter=Q(actor__isnull=False) | Q(kind=Kind.CALLED)),
        moves=Count("pk", filter=Q(kind__in=(Kind.ASSIGNED, Kind.POOLED))),
    )
    return counts == {"acts": 0, "moves": 1}


def moved_from(lead: Lead) -> str:
    """The owner's name before a lead was routed again to the consultant of its organisation; else empty."""
    latest = Activity.objects.filter(lead=lead, kind=Kind.ASSIGNED).order_by("-pk").values_list("data", flat=True)
    data = latest.first() or {}
    return str(data.get("from", "")) if data.get("reason") == Reason.ORGANISATION else ""


def colleague_of_organisation(lead: Lead, at: datetime) -> Lead | None:
    """The latest lead of the same organisation that another consultant owns; None without a recent one."""
    since = at - timedelta(days=rules(at).organisation_days)
    others = Lead.objects.counted().filter(organisation=lead.organisation_id, last_asked_at__gte=since)
    others = others.filter(owner__in=Consultant.objects.active())
    return others.exclude(owner=lead.owner_id).select_related("owner").order_by("-last_asked_at").first()


def text_to(inquiry: Inquiry) -> Message | None:
    """The latest text to the visitor, sent or not; its link leads to the page on which further texts are refused."""
    if inquiry.lead is None:
        return None
    return Message.objects.about(inquiry.lead.topic).filter(to_number=inquiry.phone).first()


def escalations_due(at: datetime) -> LeadQuerySet:
    """Leads of which a step of the escalation is due, the oldest first, locked; leads locked elsewhere are skipped."""
    due = Lead.objects.filter(escalate_at__lte=at).order_by("escalate_at")
    return due.select_related("owner").select_for_update(no_key=True, skip_locked=True, of=("self",))
