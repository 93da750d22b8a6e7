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


class UsernameTaken(Refusal):
    """There is a user of this name already, perhaps with other capital letters."""

    code = "username_taken"
    field = "username"
    message = _("There is a user of this name already. Choose another user name.")


class AdministratorsOnly(Refusal):
    """A manager was to create or change an administrator."""

    code = "administrators_only"
    status = HTTPStatus.FORBIDDEN
    field = "role"
    message = _("Only an administrator may create or change administrators.")


class OwnAccount(Refusal):
    """A user was to change the own role or to deactivate the own account."""

    code = "own_account"
    field = "role"
    message = _("You cannot change your own role or deactivate your own account. Ask a colleague.")


class LastAdministrator(Refusal):
    """No user would be left who may create administrators."""

    code = "last_administrator"
    field = "role"
    message = _("This is the last active administrator. First make another user an administrator.")
