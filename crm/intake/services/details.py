"""What a visitor adds when the inquiry is received: theme, month, organisation, remarks."""

from datetime import datetime

from django.db import transaction

from crm.intake.models import Inquiry
from crm.intake.services import reroute, same_organisation
from crm.leads.models import Kind, Lead, Organisation
from crm.leads.services import timeline
from kit import clock, text

FIELDS = ["theme", "month", "organisation_name", "remarks"]


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
    """The visitor's second step: keep what was added with the inquiry, and fill the gaps of its lead.

    An organisation that a colleague knows takes the lead to that colleague while no consultant has acted on it; later
    both are told.
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
    inquiry.save(update_fields=[*FIELDS, "detailed_at"])
    if inquiry.lead_id is None:
        return inquiry
    decision = reroute.consider(inquiry, organisation_name, at=at) if organisation_name else None
    lead = Lead.objects.select_for_update(no_key=True, of=("self",)).select_related("owner").get(pk=inquiry.lead_id)
    inquiry.lead = lead
    lead.theme, lead.month = theme or lead.theme, month or lead.month
    if organisation_name:
        key = Organisation.key_of(organisation_name)
        lead.organisation, _is_new = Organisation.objects.get_or_create(key=key, defaults={"name": organisation_name})
    lead.save(update_fields=["theme", "month", "organisation"])
    data = {"theme": theme, "month": month, "organisation": organisation_name, "remarks": remarks}
    given = {name: value for name, value in data.items() if value}
    timeline.write(lead, Kind.DETAILED, at=at, by=None, text=remarks, data=given)
    if decision is not None:
        reroute.move(lead, decision, inquiry, at=at)
    elif organisation_name:
        same_organisation.tell(lead, at=at)
    return inquiry
