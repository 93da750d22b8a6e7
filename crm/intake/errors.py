"""What cannot be done with an inquiry, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class AlreadyReviewed(Refusal):
    """Another user has released or discarded the inquiry."""

    code = "already_reviewed"
    message = _("A colleague has decided about this inquiry already.")
