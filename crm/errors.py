"""What this room refuses, by name."""

from django.utils.translation import gettext_lazy as _

from crm.rules.stages import Stage
from kit.errors import Refusal


class NobodyToAsk(Refusal):
    """There is no active consultant at all."""

    code = "nobody_to_ask"
    message = _("No consultant has been set up yet. Please call the centre's office.")


class StageNotAllowed(Refusal):
    """A lead cannot go there from where it stands."""

    code = "stage_not_allowed"
    field = "stage"

    def __init__(self, here: str, there: str) -> None:
        """Name both stages in the reader's language."""
        super().__init__(
            _("A lead that is “%(here)s” cannot become “%(there)s”. Reload the page to see where it stands.")
            % {"here": Stage(here).label, "there": Stage(there).label}
        )


class LostNeedsReason(Refusal):
    """A lead was to be given up without saying why."""

    code = "lost_needs_reason"
    field = "lost_reason"
    message = _("Say why the lead is lost; the report needs it.")


class LeadIsClosed(Refusal):
    """The lead has ended; there is nothing to call or to plan."""

    code = "lead_is_closed"
    message = _("This lead is closed. A new inquiry opens a new lead.")


class NextStepInThePast(Refusal):
    """A next step must lie ahead."""

    code = "next_step_in_the_past"
    field = "due_at"
    message = _("The next step must lie in the future.")


class FormExpired(Refusal):
    """The signed part of the form is too old or was changed."""

    code = "form_expired"
    message = _("This form had been open for too long. Please send it once more; what you typed is still here.")
