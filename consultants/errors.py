"""What this room refuses, by name."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class PauseEndsTooEarly(Refusal):
    """A pause was to end before it begins."""

    code = "pause_ends_too_early"
    field = "until"
    message = _("A pause must end in the future.")


class PauseSaysNotWhy(Refusal):
    """A pause came without its reason."""

    code = "pause_says_not_why"
    field = "reason"
    message = _("Say why she is paused; her colleagues see it.")
