"""What cannot be done with text messages, and what to do instead."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal
from messaging.rules.lint import FINDING_WORDS


class TemplateIncomplete(Refusal):
    """A template needs a value that the caller did not give; an incomplete text is not sent."""

    code = "template_incomplete"
    message = _("A word is missing in this text message.")


class TemplateUnknown(Refusal):
    """There is no approved version of this template."""

    code = "template_unknown"
    message = _("There is no approved template of this name.")


class TextTooLong(Refusal):
    """The finished text is longer than carriers take."""

    code = "text_too_long"
    field = "text"
    message = _("The text is longer than the 500 characters carriers take.")


class TemplateMalformed(Refusal):
    """The template has an unknown placeholder, a stray brace, or no text."""

    code = "template_malformed"
    field = "text"
    message = _("This template cannot be filled in.")


class TemplateUnchanged(Refusal):
    """The new version says what the present one says."""

    code = "template_unchanged"
    field = "text"
    message = _("This is what the present version says already.")


class TemplateObjectionable(Refusal):
    """Carriers would refuse the template."""

    code = "template_objectionable"
    field = "text"
    message = _("Carriers would refuse this template.")


class ApprovalNotAllowed(Refusal):
    """A version does not move to this state from where it stands."""

    code = "approval_not_allowed"
    message = _("This version has been decided about already.")


class ConsentMissing(Refusal):
    """A promotion goes to those who have agreed to promotions; who withdrew the consent to follow-ups gets none."""

    code = "consent_missing"
    message = _("This number has not agreed to such texts. Ask on the telephone, and write the consent down first.")


class NumberOptedOut(Refusal):
    """The number wants no messages."""

    code = "number_opted_out"
    message = _("This number has opted out of messages. Only a call can change that.")


class AlreadySettled(Refusal):
    """The message has been settled meanwhile."""

    code = "already_settled"
    message = _("This message has been settled in the meantime.")


class ColleaguesNumber(Refusal):
    """Texts to visitors do not go to a colleague."""

    code = "colleagues_number"
    message = _("This is a colleague's number; texts to visitors do not go there.")


class NotAMobile(Refusal):
    """No text arrives on a landline."""

    code = "not_a_mobile"
    message = _("A landline cannot receive texts. Call, or ask for a mobile number.")


class CountryNotAllowed(Refusal):
    """Texts to the country of a number are not enabled."""

    code = "country_not_allowed"
    message = _("Texts to this country are not enabled. Call, or write an e-mail.")


class TemplateNotRegistered(Refusal):
    """The gateway carries registered templates only, and this text is none."""

    code = "template_not_registered"
    message = _("The gateway carries approved templates only, and this text is none of them. Choose another one.")


class TooLateToSend(Refusal):
    """A text would arrive after its meaning has passed."""

    code = "too_late_to_send"
    message = _("The text would arrive after the time it names. Choose a later time, or call.")


class TextObjectionable(Refusal):
    """Carriers would refuse what a consultant wrote."""

    code = "text_objectionable"
    field = "text"

    def __init__(self, findings: Iterable[str]) -> None:
        """Name what they refuse."""
        super().__init__(" ".join(str(FINDING_WORDS[finding]) for finding in findings))


class SentAlready(Refusal):
    """The same text went to the same number a moment ago."""

    code = "sent_already"
    message = _("This text was sent to this number less than two minutes ago.")


class TooManyWaiting(Refusal):
    """So many texts of consultants wait for one number that no further one may join them."""

    code = "too_many_waiting"
    message = _("Three texts to this number are waiting already. Take one back, or wait until one has left.")
