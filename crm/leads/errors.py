"""What cannot be done with a lead, and what to do instead."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.leads.rules.stages import Stage
from kit import language
from kit.errors import Refusal


class StageNotAllowed(Refusal):
    """A lead cannot move to a stage from its present one."""

    code = "stage_not_allowed"
    field = "stage"

    def __init__(self, here: str, there: str) -> None:
        """Name both stages in the reader's language."""
        super().__init__(
            _("A lead that is “%(here)s” cannot become “%(there)s”. Reload the page to see where it stands.")
            % {"here": Stage(here).label, "there": Stage(there).label}
        )


class LostNeedsReason(Refusal):
    """A lead was to be lost without a reason."""

    code = "lost_needs_reason"
    field = "lost_reason"
    message = _("Say why the lead is lost; the report needs it.")


class LeadIsClosed(Refusal):
    """The lead is enrolled or lost: no calls and no plans."""

    code = "lead_is_closed"
    message = _("This lead is closed. A new inquiry opens a new lead.")


class AskedAgain(Refusal):
    """The same caller has a newer open lead."""

    code = "asked_again"
    message = _("This caller has asked again since; work on the newer lead.")


class DetailChanged(Refusal):
    """A colleague has changed the detail since the form was opened."""

    code = "detail_changed"

    def __init__(self, *, now: str, by: str) -> None:
        """Quote what stands there now; `by` is empty where the visitor wrote it."""
        self.now = now
        words = {"now": now or "—", "by": by or gettext("the visitor")}
        super().__init__(_("Meanwhile %(by)s wrote “%(now)s” here. Save again to replace it, or keep it.") % words)


class TimeNotUnderstood(Refusal):
    """The words for the next step do not begin with a time."""

    code = "time_not_understood"
    field = "words"
    message = _("No time was understood in this: write it such as “thu 14:00” or “in 3 days”, or tap one below.")


class NextStepOutOfRange(Refusal):
    """A next step lies in the past, or more than two years ahead."""

    code = "next_step_out_of_range"
    field = "due_at"
    message = _("The next step must lie in the future, within two years.")


class NoSuchNote(Refusal):
    """What should be pinned is not a note of this lead."""

    code = "no_such_note"
    message = _("This is no note of the lead. Reload the page.")


class LeadIsInPool(Refusal):
    """The lead has no owner; it has to be claimed first."""

    code = "lead_is_in_pool"
    message = _("This lead lies in the public pool. Claim it first.")


class PhoneKnownAlready(Refusal):
    """The lead has the number already."""

    code = "phone_known_already"
    field = "phone"
    message = _("This lead has this number already.")


class NoSuchPhone(Refusal):
    """The number is none of the lead's further ones any more."""

    code = "no_such_phone"
    message = _("This is no further number of the lead any more. Reload the page.")


class LeadIsMerged(Refusal):
    """The lead was merged into another."""

    code = "lead_is_merged"
    message = _("This lead has been merged into another meanwhile. Reload the page to go there.")


class SplitTheOtherFirst(Refusal):
    """The lead that took this one in was merged into a third."""

    code = "split_the_other_first"
    message = _("This lead was merged again afterwards. Split the later merge first.")


class AlreadyUndone(Refusal):
    """The action was undone before."""

    code = "already_undone"
    message = _("This has been undone already.")


class TooLateToUndo(Refusal):
    """The time to undo it has passed."""

    code = "too_late_to_undo"

    def __init__(self, *, has_long: bool) -> None:
        """Say how long it was."""
        by_user = _("Undoing is possible for ten minutes; that time has passed.")
        long = _("This can be undone for three days; that time has passed.")
        super().__init__(long if has_long else by_user)


class HappenedSince(Refusal):
    """Something has happened to a lead since the action."""

    code = "happened_since"

    def __init__(self, names: list[str]) -> None:
        """Name the first of these leads."""
        super().__init__(
            _("Something has happened since with %(names)s, so this cannot be undone any more.")
            % {"names": language.listed(names[:3])}
        )


class TextHasLeft(Refusal):
    """The text is being sent, or was sent already."""

    code = "text_has_left"
    message = _("The text message has left already and cannot be taken back.")


class NumberIsWrong(Refusal):
    """The lead was lost because its number is another person's."""

    code = "number_is_wrong"
    message = _("This lead was lost by a wrong number; a text would reach a stranger.")


class LeadNotAmongThem(Refusal):
    """The lead that was to be restored is not part of the action."""

    code = "lead_not_among_them"
    message = _("This lead is not among those that were moved, so nothing was undone.")


class ReceiverNotAvailable(Refusal):
    """A receiver does not work here or is the one who leaves, or there is nothing to hand over."""

    code = "receiver_not_available"
    message = _("Choose colleagues who work here, other than the one who leaves.")


class OwnsItAlready(Refusal):
    """The receiver is the owner already."""

    code = "owns_it_already"
    field = "to"

    def __init__(self, name: str) -> None:
        """Name the owner."""
        super().__init__(_("This lead is %(name)s's already. Choose another colleague.") % {"name": name})


class OrganisationNameTaken(Refusal):
    """An organisation, or another spelling of one, has the name already."""

    code = "organisation_name_taken"
    field = "name"
    message = _("An organisation has this name already. Merge the two, if they are one.")


class OrganisationIsMerged(Refusal):
    """The organisation was merged into another, or split from it, meanwhile."""

    code = "organisation_is_merged"
    message = _("This organisation was merged or split meanwhile. Reload the page.")


class OrganisationChanged(Refusal):
    """A colleague has changed the organisation since the form was opened."""

    code = "organisation_changed"
    message = _("A colleague has changed this meanwhile. Read what stands there now, and save again.")


class NoSuchContact(Refusal):
    """No lead of this organisation is of that person any more."""

    code = "no_such_contact"
    message = _("This contact has no leads here any more. Reload the page.")
