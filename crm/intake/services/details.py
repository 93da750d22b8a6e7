"""What a visitor adds when the inquiry is received: theme, month, organisation, remarks."""

from datetime import datetime

from django.db import transaction

from crm.intake.models import Inquiry
from crm.intake.rules.asked import DETAILS
from crm.intake.services import reroute, same_organisation
from crm.leads.models import Kind, Lead, Organisation
from crm.leads.services import timeline
from kit import clock, text


@transaction.atomic
def add(inquiry_id: int, *, at: datetime | None = None, **details: str) -> Inquiry:
    """The visitor's second step: keep what was added with the inquiry, and fill the gaps of its lead.

    `details` are fields of `rules.asked.DETAILS`; an empty one changes nothing. An organisation that a colleague knows
    takes the lead to that colleague while no consultant has acted on it; later both are told. Raises TypeError for any
    other field.
    """
    at = at or clock.now()
    if unknown := details.keys() - set(DETAILS):
        raise TypeError(f"no fields of the second step: {unknown}")
    given = {name: cleaned for name, value in details.items() if (cleaned := text.clean(value))}
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry_id)
    if not given:
        return inquiry
    for name, value in given.items():
        setattr(inquiry, name, value)
    inquiry.detailed_at = at
    inquiry.save(update_fields=[*given, "detailed_at"])
    if inquiry.lead_id is None:
        return inquiry
    organisation_name = given.get("organisation_name")
    decision = reroute.consider(inquiry, organisation_name, at=at) if organisation_name else None
    leads = Lead.objects.select_for_update(no_key=True, of=("self",)).select_related("owner")
    lead = inquiry.lead = leads.unmerged_for(inquiry.lead_id).get()
    lead.theme, lead.month = given.get("theme", lead.theme), given.get("month", lead.month)
    if organisation_name:
        lead.organisation = Organisation.called(organisation_name)
    lead.save(update_fields=["theme", "month", "organisation"])
    timeline.write(lead, Kind.DETAILED, at=at, by=None, text=given.get("remarks", ""), data=given)
    if decision is not None:
        reroute.move(lead, decision, inquiry, at=at)
    elif organisation_name:
        same_organisation.tell(lead, at=at)
    return inquiry
