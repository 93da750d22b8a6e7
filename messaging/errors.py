"""What this room refuses."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class WordingIncomplete(Refusal):
    """A wording needs a word that the caller did not give; a text with a hole in it is not sent."""

    code = "wording_incomplete"
    message = _("A word is missing in this text message.")


class WordingUnknown(Refusal):
    """Nobody has approved a wording of this name."""

    code = "wording_unknown"
    message = _("There is no approved wording of this name.")


class WordingTooLong(Refusal):
    """The finished text is longer than carriers take."""

    code = "wording_too_long"
    field = "text"
    message = _("The text is longer than the 500 characters carriers take.")


class WordingMalformed(Refusal):
    """The wording names a word that nobody gives, has a stray brace, or says nothing."""

    code = "wording_malformed"
    field = "text"
    message = _("This wording cannot be filled in.")


class WordingUnchanged(Refusal):
    """The new version says what the present one says."""

    code = "wording_unchanged"
    field = "text"
    message = _("This is what the present version says already.")


class WordingObjectionable(Refusal):
    """Carriers would refuse the wording."""

    code = "wording_objectionable"
    field = "text"
    message = _("Carriers would refuse this wording.")


class ApprovalNotAllowed(Refusal):
    """A version does not move to this state from where it stands."""

    code = "approval_not_allowed"
    message = _("This version has been decided about already.")


class ConsentMissing(Refusal):
    """A promotion may go only to those who have agreed to promotions."""

    code = "consent_missing"
    message = _("This number has not agreed to receive promotions.")


class NumberOptedOut(Refusal):
    """The number wants no messages."""

    code = "number_opted_out"
    message = _("This number has opted out of messages.")


class AlreadySettled(Refusal):
    """Somebody or something has settled the message in the meantime."""

    code = "already_settled"
    message = _("This message has been settled in the meantime.")
