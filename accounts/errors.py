"""What cannot be done with a request that is sent again."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class IdempotencyKeyReused(Refusal):
    """A machine sent a key again with another request."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This Idempotency-Key was used for another request.")


class SentWithOtherWords(Refusal):
    """An opened form has written something already, and now comes with other words."""

    code = "sent_with_other_words"
    message = _("This form was saved before, with other words: see the timeline. Send it again to save this as well.")
