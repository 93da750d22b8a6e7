"""The texts about an inquiry: a confirmation to the visitor, a notice to the consultant who calls."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from consultants.models import Consultant
from crm.intake.models import Inquiry
from crm.leads.models import Lead
from crm.leads.rules import greeting
from crm.leads.services import notices
from kit import clock, phones
from messaging.services.outbox import Draft


def drafts(inquiry: Inquiry, lead: Lead, caller: Consultant, at: datetime, *, is_new: bool) -> list[Draft]:
    """The notice to the owner, and the confirmation where the visitor gets one; `is_new` says that the lead is."""
    notice = notices.assigned(lead, f"inquiry:{inquiry.number}:assigned", at)
    if inquiry.promised_at is None or not _is_confirmed(inquiry, at, is_new=is_new):
        return [notice]
    key = f"inquiry:{inquiry.number}:received"
    return [to_visitor("inquiry_received", inquiry, lead, caller, by=inquiry.promised_at, key=key, at=at), notice]


def to_visitor(
    template: str, inquiry: Inquiry, lead: Lead, caller: Consultant, *, by: datetime, key: str, at: datetime
) -> Draft:
    """A text to the visitor: which consultant calls, and by when."""
    context = {
        "name": greeting.greeting(inquiry.name, neutral=_("Dear visitor")),
        "number": inquiry.number,
        "consultant": caller.name,
        "callback_by": clock.spoken(by, seen_from=at),
    }
    draft = notices.draft(lead, template, to=lead.phone, context=context, key=key, at=at)
    return replace(draft, to_visitor=True)


def _is_confirmed(inquiry: Inquiry, at: datetime, *, is_new: bool) -> bool:
    """Whether the visitor gets a confirmation: on a mobile, in the countries we text, and so many times a day."""
    if not phones.is_mobile(inquiry.phone) or not inquiry.phone.startswith(tuple(settings.TEXT_COUNTRIES)):
        return False
    if is_new:
        return settings.CONFIRMATIONS_A_DAY > 0
    today = clock.start_of(clock.local(at).date())
    asked_today = Inquiry.objects.filter(lead__in=Lead.objects.reached_by(inquiry.phone), asked_at__gte=today).count()
    return asked_today <= settings.CONFIRMATIONS_A_DAY
