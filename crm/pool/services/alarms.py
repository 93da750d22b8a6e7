"""Telling managers of unusual revealing."""

from datetime import datetime, timedelta

from django.urls import reverse

from accounts.models import User
from crm.leads.models import Activity, DeskRules, Kind
from crm.notices.models import Notice
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import inbox

HOUR = timedelta(hours=1)


def look_at_reveals(user: User, *, at: datetime) -> None:
    """Tell the managers, once an hour, of a user who has seen more numbers within an hour than the rules say."""
    seen = Activity.objects.filter(kind=Kind.REVEALED, actor=user, at__gt=at - HOUR).count()
    if seen <= DeskRules.objects.current().reveals_an_hour:
        return
    lately = Notice.objects.filter(kind=NoticeKind.REVEALS, created_at__gt=at - HOUR, facts__user=user.pk)
    if lately.filter(recipient__in=inbox.managers()).exists():
        return
    address = f"{reverse('audit:audit')}?who={user.pk}&what=revealed"
    told = [
        inbox.notice(manager, NoticeKind.REVEALS, at=at, address=address, user=user.pk, name=str(user), count=seen)
        for manager in inbox.managers()
    ]
    inbox.write(told)
