"""The demo centre's follow-up plan: a first one, and the one with a control group that took its place."""

from datetime import datetime, time, timedelta

from django.db.models import F, Value
from django.db.models.functions import Concat

from accounts.models import User
from crm.cadences.rules.steps import Act, Step
from crm.cadences.services import plans
from messaging.models import Message, Purpose, State

MEASURED_DAYS = 110
CONTROL_PERCENT = 30
TEXT = Step(Act.TEXT, 1, at=time(9, 30), template="first_follow_up")
TASK = Step(Act.TASK, 1, at=time(14, 30), note="换个时段再打一次，问清最合适的通话时间")
LATER = Step(Act.TEXT, 2, at=time(10), people_from=20, template="later_follow_up")


def begin() -> None:
    """The plan with which the history begins."""
    plans.publish(version=1, plan=[TEXT, TASK], control_percent=0, by=_manager())


def measure(_at: datetime) -> None:
    """A third step, and a control group that shows whether all this does any good."""
    plans.publish(version=2, plan=[TEXT, TASK, LATER], control_percent=CONTROL_PERCENT, by=_manager())


def deliver(at: datetime) -> None:
    """What was just sent arrives."""
    Message.objects.queued().filter(purpose=Purpose.FOLLOW_UP).update(
        state=State.DELIVERED.value,
        created_at=at,
        due_at=at,
        claimed_at=at,
        settled_at=at + timedelta(seconds=2),
        expires_at=at + timedelta(hours=12),
        attempts=1,
        gateway="console",
        provider_sid=Concat(Value("demo-"), F("dedupe_key")),
    )


def _manager() -> User:
    return User.objects.get(username="manager")
