"""Follow-up plans for tests."""

from crm.cadences.models import Cadence
from crm.cadences.rules.steps import Act, Step
from crm.cadences.services import plans

TEXT = Step(Act.TEXT, 1, template="first_follow_up")
TASK = Step(Act.TASK, 1, note="换个时间再打")


def activate(*plan: Step, control_percent: int = 0) -> Cadence:
    """Publish this plan."""
    now = Cadence.objects.active().first()
    return plans.publish(version=now.version if now else 0, plan=plan, control_percent=control_percent, by=None)
