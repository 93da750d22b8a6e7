"""The telephone numbers of a lead: further ones, and which of them is preferred."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from crm.leads.errors import AskedAgain, NoSuchPhone, PhoneKnownAlready
from crm.leads.models import Action, ActionKind, Kind, Lead, LeadPhone
from crm.leads.models.lead import ONE_OPEN_PER_CALLER
from crm.leads.services import locks, timeline, undo
from kit import clock, database
from kit.phones import Phone


@transaction.atomic
def add(
    lead_id: int, *, phone: Phone, label: str = "", by: User, at: datetime | None = None
) -> tuple[LeadPhone, Action | None]:
    """Add a further number. Raises LeadIsInPool, PhoneKnownAlready."""
    lead, before = _locked(lead_id)
    numbers = {(known.phone, known.extension) for known in lead.phones.all()} | {(lead.phone, lead.phone_extension)}
    if (phone.e164, phone.extension) in numbers:
        raise PhoneKnownAlready
    added = LeadPhone.objects.create(lead=lead, phone=phone.e164, extension=phone.extension, raw=phone.raw, label=label)
    return added, _write(lead, before, "further_phone", "", str(added), by=by, at=at)


@transaction.atomic
def remove(lead_id: int, *, phone_id: int, by: User, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Remove a further number. Raises LeadIsInPool, NoSuchPhone."""
    lead, before = _locked(lead_id)
    removed = _further(lead, phone_id)
    removed.delete()
    return lead, _write(lead, before, "further_phone", str(removed), "", by=by, at=at)


@transaction.atomic
def prefer(lead_id: int, *, phone_id: int, by: User, at: datetime | None = None) -> tuple[Lead, Action | None]:
    """Let a further number and the preferred one change places.

    Raises LeadIsInPool, NoSuchPhone, AskedAgain where another open lead has the number.
    """
    lead, before = _locked(lead_id)
    further = _further(lead, phone_id)
    was = lead.masked_phone
    lead.phone, further.phone = further.phone, lead.phone
    lead.phone_extension, further.extension = further.extension, lead.phone_extension
    further.raw = ""
    try:
        with transaction.atomic():
            lead.save(update_fields=["phone", "phone_extension"])
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
            raise
        raise AskedAgain from None
    further.save(update_fields=["phone", "extension", "raw"])
    return lead, _write(lead, before, "phone", was, lead.masked_phone, by=by, at=at)


def _locked(lead_id: int) -> tuple[Lead, undo.Before]:
    """The lead, locked, and its state with its numbers."""
    lead = locks.lock_owned(lead_id)
    return lead, undo.remember([lead])[lead.pk] | {"phones": rows(lead)}


def rows(lead: Lead) -> Sequence[Mapping[str, Any]]:
    """The further numbers of a lead as JSON values that undo restores."""
    return list(lead.phones.values("pk", "phone", "extension", "raw", "label"))


def _further(lead: Lead, phone_id: int) -> LeadPhone:
    further = lead.phones.filter(pk=phone_id).first()
    if further is None:
        raise NoSuchPhone
    return further


def _write(
    lead: Lead, before: undo.Before, field: str, was: str, now: str, *, by: User, at: datetime | None
) -> Action | None:
    at = at or clock.now()
    line = timeline.write(lead, Kind.CHANGED, at=at, by=by, data={"field": field, "from": was, "to": now})
    return undo.record(ActionKind.EDIT, [line], before={lead.pk: before}, by=by, at=at)
