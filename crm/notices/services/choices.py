"""What a user wants to be told, and how."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from crm.notices.models import NoticeChoice
from crm.notices.rules.kinds import ALWAYS_ON, Topic


@transaction.atomic
def keep(user: User, *, shown: Collection[str], mailed: Collection[str]) -> NoticeChoice:
    """Keep which topics stand in the inbox and in the letter; escalations always do."""
    may_be_off = [topic.value for topic in Topic if topic != ALWAYS_ON]
    choice, _is_new = NoticeChoice.objects.update_or_create(
        user=user,
        defaults={
            "not_shown": [topic for topic in may_be_off if topic not in shown],
            "not_mailed": [topic for topic in may_be_off if topic not in mailed],
        },
    )
    return choice
