"""Reviewing suspect inquiries: release, discard, put back; and the alarm about those that wait too long."""

from datetime import datetime, timedelta

from django.db import transaction
from django.forms import model_to_dict
from django.urls import reverse

from accounts.models import User
from consultants import queries as consultants
from crm.intake.errors import AlreadyReviewed
from crm.intake.models import Inquiry
from crm.intake.rules.asked import DETAILS
from crm.intake.services import details, inquiries
from crm.leads.queries import recipients
from crm.leads.services import notices
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import inbox
from kit import clock, language
from messaging.models import Purpose
from messaging.services.outbox import Draft

ALARM_AFTER = timedelta(minutes=30)


def release(inquiry_id: int, *, by: User, at: datetime | None = None) -> Inquiry:
    """Route an inquiry as if it came now. Raises AlreadyReviewed."""
    at = at or clock.now()
    return inquiries.with_routing_locked(lambda: _release(inquiry_id, by, at))


def _release(inquiry_id: int, by: User, at: datetime) -> Inquiry:
    inquiry = _locked(inquiry_id)
    inquiry.reviewed_by, inquiry.asked_at = by, at
    inquiries.route(inquiry, at=at)
    return details.add(inquiry.pk, **model_to_dict(inquiry, DETAILS), at=at) if inquiry.detailed_at else inquiry


@transaction.atomic
def discard(inquiry_id: int, *, reason: str, by: User, at: datetime | None = None) -> Inquiry:
    """Discard an inquiry, with a reason. Raises AlreadyReviewed."""
    inquiry = _locked(inquiry_id)
    inquiry.discarded_at, inquiry.discard_reason, inquiry.reviewed_by = at or clock.now(), reason, by
    inquiry.save(update_fields=["discarded_at", "discard_reason", "reviewed_by"])
    return inquiry


@transaction.atomic
def put_back(inquiry_id: int, *, by: User) -> Inquiry:
    """Put a discarded inquiry on the list again."""
    inquiry = Inquiry.objects.select_for_update().get(pk=inquiry_id)
    inquiry.discarded_at, inquiry.discard_reason, inquiry.reviewed_by = None, "", by
    inquiry.save(update_fields=["discarded_at", "discard_reason", "reviewed_by"])
    return inquiry


@transaction.atomic
def raise_alarm(at: datetime) -> int:
    """Tell consultants on duty and the manager of inquiries that wait for review, once; returns how many they are."""
    waiting = Inquiry.objects.to_review().filter(asked_at__lte=at - ALARM_AFTER, alarmed_at=None)
    due = list(waiting.select_for_update(skip_locked=True))
    if not due:
        return 0
    Inquiry.objects.filter(pk__in=[inquiry.pk for inquiry in due]).update(alarmed_at=at)
    on_duty = [person.consultant for person in consultants.roster(at) if person.card(at).is_on_duty]
    numbers = {recipients.number_for(consultant, at) for consultant in (*on_duty, None)}
    with language.of_the_site():
        notices.post(*(_draft(number, due, at) for number in numbers), at=at)
    users = {consultant.user_id for consultant in on_duty}
    address = reverse("intake:review")
    inbox.write(
        inbox.notice(to, NoticeKind.REVIEW, at=at, address=address, count=len(due))
        for to in {*users, *inbox.managers()}
    )
    return len(due)


def _draft(number: str, waiting: list[Inquiry], at: datetime) -> Draft:
    return Draft(
        template="review_waiting",
        to=number,
        context={"count": len(waiting), "since": clock.spoken(waiting[0].asked_at, seen_from=at)},
        dedupe_key=f"review:{waiting[0].pk}:{number}",
        purpose=Purpose.TRANSACTIONAL,
        expires_at=at + notices.STALE_AFTER,
    )


def _locked(inquiry_id: int) -> Inquiry:
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry_id)
    if inquiry.lead_id or inquiry.discarded_at:
        raise AlreadyReviewed
    return inquiry
