"""Inquiries that look odd and wait for a person."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from consultants import queries as consultants
from crm.intake.models import Inquiry
from crm.intake.models.inquiry import InquiryQuerySet

# A discarded inquiry can be put back for so long.
PUT_BACK_WITHIN = timedelta(days=30)


def may_review(user: User | AnonymousUser, at: datetime) -> bool:
    """Managers always, consultants while they are on duty."""
    if isinstance(user, AnonymousUser) or not user.works_leads:
        return False
    if user.sees_all_leads:
        return True
    return any(one.consultant.user_id == user.pk and one.card(at).is_on_duty for one in consultants.roster(at))


def to_review(user: User | AnonymousUser, at: datetime) -> InquiryQuerySet:
    """What this person may decide about, the longest waiting first."""
    found = Inquiry.objects.to_review() if may_review(user, at) else Inquiry.objects.none()
    return found.select_related("page")


def discarded(user: User | AnonymousUser, at: datetime) -> InquiryQuerySet:
    """What was discarded lately and this person may put back; a call taken back is written down again instead."""
    found = Inquiry.objects.discarded() if may_review(user, at) else Inquiry.objects.none()
    return found.filter(discarded_at__gt=at - PUT_BACK_WITHIN, telephone_action=None).select_related("reviewed_by")
