"""What cannot be done with text messages, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


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
    """A promotion may go only to those who have agreed to promotions."""

    code = "consent_missing"
    message = _("This number has not agreed to receive promotions.")


class NumberOptedOut(Refusal):
    """The number wants no messages."""

    code = "number_opted_out"
    message = _("This number has opted out of messages.")


class AlreadySettled(Refusal):
    """The message has been settled meanwhile."""

    code = "already_settled"
    message = _("This message has been settled in the meantime.")
