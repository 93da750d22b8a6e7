"""What cannot be done with a lead, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from crm.leads.rules.stages import Stage
from kit import language
from kit.errors import Refusal


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


class AskedAgain(Refusal):
    """The same caller has a newer open lead."""

    code = "asked_again"
    message = _("This caller has asked again since; work on the newer lead.")


class NextStepOutOfRange(Refusal):
    """A next step must lie ahead, but not so far that it is a slip of the keyboard."""

    code = "next_step_out_of_range"
    field = "due_at"
    message = _("The next step must lie in the future, within two years.")


class LeadIsInPool(Refusal):
    """Nobody owns the lead; it has to be claimed before anybody works on it."""

    code = "lead_is_in_pool"
    message = _("This lead lies in the public pool. Claim it first.")


class AlreadyUndone(Refusal):
    """The action was taken back before."""

    code = "already_undone"
    message = _("This has been undone already.")


class TooLateToUndo(Refusal):
    """The time to take it back has passed."""

    code = "too_late_to_undo"

    def __init__(self, *, is_by_system: bool) -> None:
        """Say how long there was."""
        of_a_person = _("Undoing is possible for ten minutes; that time has passed.")
        of_the_house = _("What the house did can be taken back for three days; that time has passed.")
        super().__init__(of_the_house if is_by_system else of_a_person)


class HappenedSince(Refusal):
    """Somebody has gone on with the lead meanwhile."""

    code = "happened_since"

    def __init__(self, names: list[str]) -> None:
        """Name the first leads that changed."""
        super().__init__(
            _("Something has happened since with %(names)s, so this cannot be undone any more.")
            % {"names": language.listed(names[:3])}
        )


class LeadNotAmongThem(Refusal):
    """One lead of what the house did was to be put back, and is no part of it."""

    code = "lead_not_among_them"
    message = _("This lead is not among those that were moved, so nothing was undone.")


class NobodyToHandTo(Refusal):
    """The receiver does not work here, or there is nothing to hand over."""

    code = "nobody_to_hand_to"
    message = _("Choose colleagues who work here, other than the one who leaves.")


class OwnsItAlready(Refusal):
    """The receiver is the owner."""

    code = "owns_it_already"
    field = "to"

    def __init__(self, name: str) -> None:
        """Name the owner."""
        super().__init__(_("This lead is %(name)s's already. Choose somebody else.") % {"name": name})
