"""What a visitor adds when her question is safe: theme, month, organisation, remarks."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from crm.intake.models import Inquiry
from crm.intake.services import inquiries, reroute, same_organisation
from crm.intake.services.inquiries import Asked
from crm.leads.models import Kind, Lead, Organisation
from crm.leads.services import timeline
from kit import clock, text


@transaction.atomic
def receive(asked: Asked, details: Mapping[str, str]) -> Inquiry:
    """An inquiry that comes with its second step at once: both are kept, or neither. Raises TooManyRequests."""
    inquiry = inquiries.receive(asked)
    return add(
        inquiry.pk,
        theme=details.get("theme", ""),
        month=details.get("month", ""),
        organisation_name=details.get("organisation_name", ""),
        remarks=details.get("remarks", ""),
    )


@transaction.atomic
def add(
    inquiry_id: int,
    *,
    theme: str = "",
    month: str = "",
    organisation_name: str = "",
    remarks: str = "",
    at: datetime | None = None,
) -> Inquiry:
    """The visitor's second step: keep what she added with the inquiry, and fill the gaps of its lead.

    An organisation that a colleague knows takes the lead to her while nobody has acted on it; later both are told.
    """
    at = at or clock.now()
    theme, month, organisation_name, remarks = map(text.clean, (theme, month, organisation_name, remarks))
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry_id)
    if not any((theme, month, organisation_name, remarks)):
        return inquiry
    inquiry.theme, inquiry.month = theme or inquiry.theme, month or inquiry.month
    inquiry.organisation_name = organisation_name or inquiry.organisation_name
    inquiry.remarks = remarks or inquiry.remarks
    inquiry.detailed_at = at
    inquiry.save(update_fields=["theme", "month", "organisation_name", "remarks", "detailed_at"])
    if inquiry.lead_id is None:
        return inquiry
    decision = reroute.consider(inquiry, organisation_name, at=at) if organisation_name else None
    lead = Lead.objects.select_for_update(no_key=True, of=("self",)).select_related("owner").get(pk=inquiry.lead_id)
    inquiry.lead = lead
    lead.theme, lead.month = theme or lead.theme, month or lead.month
    if organisation_name:
        lead.organisation = _organisation(organisation_name)
    lead.save(update_fields=["theme", "month", "organisation"])
    told = {"theme": theme, "month": month, "organisation": organisation_name, "remarks": remarks}
    timeline.write(lead, Kind.DETAILED, at=at, by=None, text=remarks, data={k: v for k, v in told.items() if v})
    if decision is not None:
        reroute.move(lead, decision, inquiry, at=at)
    elif organisation_name:
        same_organisation.tell(lead, at=at)
    return inquiry


def _organisation(name: str) -> Organisation:
    found, _made = Organisation.objects.get_or_create(key=Organisation.key_of(name), defaults={"name": name})
    return found
