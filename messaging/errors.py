"""What this room refuses."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class WordingIncomplete(Refusal):
    """A wording needs a word that the caller did not give; a text with a hole in it is not sent."""

    code = "wording_incomplete"
    message = _("A word is missing in this text message.")
