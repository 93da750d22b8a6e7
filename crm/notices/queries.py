"""What the inbox of notices reads."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from crm.notices.models import Notice
from crm.notices.models.notice import NoticeQuerySet


def unread_count(user: User | AnonymousUser) -> int:
    """How many notices a user has not read; every page of the workspace shows it."""
    return Notice.objects.visible_to(user).unread().count()


def listed(user: User, *, only_unread: bool) -> NoticeQuerySet:
    """A user's notices, the newest first."""
    own = Notice.objects.visible_to(user).select_related("by", "lead__organisation")
    return (own.unread() if only_unread else own).order_by("-created_at", "-pk")
