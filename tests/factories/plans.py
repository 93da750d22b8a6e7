"""Follow-up plans for tests."""

from crm.cadences.models import Cadence
from crm.cadences.rules.steps import Act, Step
from crm.cadences.services import cadences

TEXT = Step(Act.TEXT, 1, wording="first_follow_up")
TASK = Step(Act.TASK, 1, note="换个时间再打")


def hold(*plan: Step, control_percent: int = 0) -> Cadence:
    """Let this plan hold from now on."""
    now = Cadence.objects.active().first()
    return cadences.publish(version=now.version if now else 0, plan=plan, control_percent=control_percent, by=None)
