"""What cannot be done with a follow-up plan, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class TemplateNotUsable(Refusal):
    """A step names a template that cannot be sent."""

    code = "template_not_usable"

    def __init__(self, number: int, template: str) -> None:
        """Name the step, counted from 1, and the key of its template."""
        super().__init__(
            _(
                "Step %(number)s: “%(template)s” cannot be sent. Choose an approved template that is no promotion and "
                "needs only name, consultant and head_count."
            )
            % {"number": number, "template": template}
        )


class NoPlanRunning(Refusal):
    """No plan of this lead is running."""

    code = "no_plan_running"
    message = _("No follow-up plan is running for this lead; nothing will be sent automatically.")


class StepIncomplete(Refusal):
    """A step does not say what it does, or contradicts itself."""

    code = "step_incomplete"

    def __init__(self, number: int) -> None:
        """Name the step, counted from 1."""
        super().__init__(
            _(
                "Step %(number)s is not complete: a text needs a template, a task says what to do, and the larger "
                "number of people comes second."
            )
            % {"number": number}
        )
