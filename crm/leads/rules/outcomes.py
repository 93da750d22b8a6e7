"""What a call's outcome means for the lead, and when the next step falls due."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from crm.leads.rules.stages import Stage
from kit.clock import SHANGHAI, local

MORNING = time(9, 0)


class Outcome(TextChoices):
    """How a call went; five, so that one key each is enough."""

    INTERESTED = "interested", _("Interested")
    WANTS_PROPOSAL = "wants_proposal", _("Wants a proposal")
    CALL_BACK = "call_back", _("Call again")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows: the stage the lead reaches at least, whether a person was reached, days until the next step.

    `next_in` is None where nothing is left to do.
    """

    stage: Stage | None
    reached: bool
    next_in: timedelta | None


CONSEQUENCES = {
    Outcome.INTERESTED: Consequence(Stage.QUALIFIED, reached=True, next_in=timedelta(days=2)),
    Outcome.WANTS_PROPOSAL: Consequence(Stage.QUALIFIED, reached=True, next_in=timedelta(days=1)),
    Outcome.CALL_BACK: Consequence(Stage.CONTACTED, reached=True, next_in=timedelta(days=1)),
    Outcome.NO_ANSWER: Consequence(None, reached=False, next_in=timedelta(hours=2)),
    Outcome.WRONG_NUMBER: Consequence(Stage.LOST, reached=False, next_in=None),
}


def next_step_after(outcome: Outcome, at: datetime) -> datetime | None:
    """When to call next: hours are kept as they are, days mean that morning at nine, Asia/Shanghai."""
    wait = CONSEQUENCES[outcome].next_in
    if wait is None:
        return None
    return morning_in(wait.days, at) if wait.days else at + wait


def morning_in(days: int, at: datetime) -> datetime:
    """Nine o'clock in Jinggangshan, so many days after the given instant's date."""
    return datetime.combine(local(at).date() + timedelta(days=days), MORNING, tzinfo=SHANGHAI)
