"""What this room refuses, by name."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from crm.rules.stages import Stage
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


class NotAConsultant(Refusal):
    """The person has no desk of her own."""

    code = "not_a_consultant"
    message = _("Only a consultant can do this; assign the lead to one instead.")


class AlreadyTaken(Refusal):
    """Somebody else was quicker."""

    code = "already_taken"

    def __init__(self, name: str) -> None:
        """Name the winner."""
        super().__init__(_("%(name)s was quicker; the lead is no longer in the pool.") % {"name": name or "—"})


class CoolingDown(Refusal):
    """The last owner may not have it back yet."""

    code = "cooling_down"

    def __init__(self, days: int) -> None:
        """Say how long."""
        super().__init__(
            _("You were its last owner: for %(days)s days it is for colleagues. A manager can assign it to you.")
            % {"days": days}
        )


class AllowanceUsedUp(Refusal):
    """The day's allowance is used up."""

    code = "allowance_used_up"

    def __init__(self, what: str, limit: int) -> None:
        """Say which one and how many there were."""
        words = {
            "claim": _("You have claimed %(limit)s leads today, which is all a day allows."),
            "reveal": _("You have looked at %(limit)s numbers of the pool today, which is all a day allows."),
        }
        super().__init__(words[what] % {"limit": limit})


class KeepQuotaUsedUp(Refusal):
    """So many leads are kept already."""

    code = "keep_quota_used_up"

    def __init__(self, quota: int) -> None:
        """Say how many."""
        super().__init__(_("A consultant may keep %(quota)s leads; let another one go first.") % {"quota": quota})


class AlreadyUndone(Refusal):
    """The deed was taken back before."""

    code = "already_undone"
    message = _("This has been undone already.")


class TooLateToUndo(Refusal):
    """The time to take it back has passed."""

    code = "too_late_to_undo"

    def __init__(self, *, is_house: bool) -> None:
        """Say how long there was."""
        of_a_person = _("Undoing is possible for ten minutes; that time has passed.")
        of_the_house = _("What the house did can be taken back for three days; that time has passed.")
        super().__init__(of_the_house if is_house else of_a_person)


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


class DeskChangedMeanwhile(Refusal):
    """Leads came to the desk or left it while the hand-over was prepared."""

    code = "desk_changed_meanwhile"
    message = _("The desk has changed meanwhile; nothing has moved. Here is how it stands now.")


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


class WordingNotUsable(Refusal):
    """A step names a wording that cannot be sent."""

    code = "wording_not_usable"

    def __init__(self, number: int, wording: str) -> None:
        """Name the step and its wording."""
        super().__init__(
            _(
                "Step %(number)s: “%(wording)s” cannot be sent. Choose an approved wording that is no promotion and "
                "needs only name, consultant and head_count."
            )
            % {"number": number, "wording": wording}
        )


class NoPlanRunning(Refusal):
    """There is nothing left to stop."""

    code = "no_plan_running"
    message = _("No follow-up plan is running for this lead; nothing will be sent automatically.")


class StepIncomplete(Refusal):
    """A step does not say what it does, or contradicts itself."""

    code = "step_incomplete"

    def __init__(self, number: int) -> None:
        """Name the step."""
        super().__init__(
            _(
                "Step %(number)s is not complete: a text needs a wording, a task says what to do, and the larger "
                "number of people comes second."
            )
            % {"number": number}
        )


class AlreadyReviewed(Refusal):
    """A colleague has released or discarded the inquiry meanwhile."""

    code = "already_reviewed"
    message = _("A colleague has decided about this inquiry already.")


class IdempotencyKeyReused(Refusal):
    """A machine sent a key again with another request."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This Idempotency-Key was used for another request.")


class SentWithOtherWords(Refusal):
    """An opened form has written something already, and now comes with other words."""

    code = "sent_with_other_words"
    message = _("This form was saved before, with other words: see the timeline. Send it again to save this as well.")
