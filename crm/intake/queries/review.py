"""Suspect inquiries, and who may review them."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from consultants import queries as consultants
from crm.intake.models import Inquiry
from crm.intake.models.inquiry import InquiryQuerySet

# For so long a discarded inquiry can be put back.
PUT_BACK_WITHIN = timedelta(days=30)


def may_review(user: User | AnonymousUser, at: datetime) -> bool:
    """Managers always, consultants while they are on duty."""
    if isinstance(user, AnonymousUser) or not user.works_leads:
        return False
    if user.sees_all_leads:
        return True
    return any(person.consultant.user_id == user.pk and person.card(at).is_on_duty for person in consultants.roster(at))


def to_review(user: User | AnonymousUser, at: datetime) -> InquiryQuerySet:
    """The inquiries that this user may decide about, the longest waiting first."""
    inquiries = Inquiry.objects.to_review() if may_review(user, at) else Inquiry.objects.none()
    return inquiries.select_related("page")


def discarded(user: User | AnonymousUser, at: datetime) -> InquiryQuerySet:
    """The discarded inquiries that this user may put back; not calls that were undone, which are written down again."""
    inquiries = Inquiry.objects.discarded() if may_review(user, at) else Inquiry.objects.none()
    recent = inquiries.filter(discarded_at__gt=at - PUT_BACK_WITHIN, telephone_action=None)
    return recent.select_related("reviewed_by")
