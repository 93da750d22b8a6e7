"""What the pages of users read."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Lead

CHANGES = 20


def listed() -> QuerySet[User, Any]:
    """Users who are active first, by name; `open_count` is the number of their open leads."""
    leads = Lead.objects.open().filter(owner__user=OuterRef("pk")).order_by().values("owner__user")
    open_count = Coalesce(Subquery(leads.annotate(n=Count("pk")).values("n")), 0)
    return (
        User.objects.select_related("consultant")
        .annotate(open_count=open_count)
        .order_by("-is_active", "role", "display_name", "username")
    )


def consultant_of(user: User) -> Consultant | None:
    """The consultant whom a user works as, perhaps no longer."""
    return Consultant.objects.filter(user=user).first()


def open_count(user: User) -> int:
    """How many open leads a user has."""
    return Lead.objects.open().filter(owner__user=user).count()


def history(user: User) -> QuerySet[LogEntry]:
    """The latest changes of a user's account."""
    of_users = ContentType.objects.get_for_model(User)
    entries = LogEntry.objects.filter(content_type=of_users, object_id=str(user.pk))
    return entries.select_related("user").order_by("-action_time", "-pk")[:CHANGES]
