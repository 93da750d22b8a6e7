"""Moving one person with all her leads from one organisation to another."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from crm.leads.errors import NoSuchContact
from crm.leads.models import Action, ActionKind, Kind, Lead, Organisation
from crm.leads.services import timeline, undo
from kit import clock


@transaction.atomic
def move(
    organisation_id: int, *, caller: tuple[str, ...], to: str, by: User, at: datetime | None = None
) -> tuple[Organisation | None, Action | None]:
    """Move every lead of a contact (`Lead.caller`) to the organisation of a name; empty for none.

    One action, undone as a whole while nothing has happened to the leads. Raises NoSuchContact.
    """
    at = at or clock.now()
    rows = Lead.objects.select_for_update(no_key=True).filter(organisation=organisation_id, phone=caller[0])
    leads = [lead for lead in rows.order_by("pk") if lead.caller == caller]
    if not leads:
        raise NoSuchContact
    organisation = Organisation.called(to)
    if organisation and organisation.pk == organisation_id:
        return organisation, None
    before, lines = undo.remember(leads), []
    for lead in leads:
        was = lead.detail("organisation")
        lead.organisation = organisation
        lead.save(update_fields=["organisation"])
        data = {"field": "organisation", "from": was, "to": lead.detail("organisation")}
        lines.append(timeline.write(lead, Kind.CHANGED, at=at, by=by, data=data))
    return organisation, undo.record(ActionKind.EDIT, lines, before=before, by=by, at=at)
