"""The letter of a working morning: what a user has not read since the last one."""

import logging
from datetime import datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from crm.notices.models import Notice
from kit import clock, holidays, language
from kit.errors import Refusal
from messaging.services import outbox
from messaging.services.outbox import Draft

TEMPLATE = "notice_digest"
MORNING = time(8)
# A worker that was away sends it later; after that the day's work has told of it.
UNTIL = time(12)
LIFETIME = timedelta(hours=6)
logger = logging.getLogger(__name__)


def send_due(at: datetime) -> int:
    """Write the letters of this morning; returns how many. Each user gets one a day, however often this runs."""
    local = clock.local(at)
    if not holidays.is_working_day(local.date()) or not MORNING <= local.time() < UNTIL:
        return 0
    morning = clock.instant(local.date(), MORNING)
    waiting = Notice.objects.filter(awaits_mail=True, created_at__lt=morning)
    recipients = list(waiting.order_by("recipient").values_list("recipient", flat=True).distinct())
    return sum(_write(user_id, morning, at) for user_id in recipients)


def _write(user_id: int, morning: datetime, at: datetime) -> bool:
    try:
        with transaction.atomic(), language.of_the_site():
            return _post(user_id, morning, at)
    except Refusal as refusal:
        logger.warning("The letter about notices could not be written (%s).", refusal.code)
        return False


def _post(user_id: int, morning: datetime, at: datetime) -> bool:
    """Post the letter and let its notices wait no longer; whether there was something to tell."""
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    waiting = Notice.objects.filter(recipient=user, awaits_mail=True, created_at__lt=morning)
    count = waiting.filter(read_at=None).count()
    waiting.update(awaits_mail=False)
    if not (count and user.works_leads and user.email):
        return False
    letter = Draft(
        template=TEMPLATE,
        to="",
        address=user.email,
        context={"name": str(user), "count": count},
        dedupe_key=f"notices:{user.pk}:{morning:%Y%m%d}",
        expires_at=at + LIFETIME,
    )
    outbox.post(letter)
    return True
