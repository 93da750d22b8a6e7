"""What cannot be done with registrations, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class NotEnoughSeats(Refusal):
    """The group is larger than what is left."""

    code = "not_enough_seats"
    field = "seats"

    def __init__(self, *, wanted: int, left: int) -> None:
        """Say how many would fit."""
        self.wanted, self.left = wanted, left
        super().__init__(
            _("This class has %(left)s seats left, not %(wanted)s. Choose another class or a smaller group.")
            % {"left": left, "wanted": wanted}
        )


class SessionNotOpen(Refusal):
    """The class takes no groups now."""

    code = "session_not_open"
    field = "session"
    message = _("This class is not open for registration. Choose another date.")


class SessionHasEnded(Refusal):
    """The last day of the class lies in the past."""

    code = "session_has_ended"
    field = "session"
    message = _("This class has already ended. Choose another date.")


class SessionIsBusy(Refusal):
    """Another user has been booking the same class for several seconds."""

    code = "session_is_busy"
    message = _("Somebody else is booking this class at this moment. Please try again.")


class ClientOnly(Refusal):
    """A dedicated class belongs to one organisation."""

    code = "client_only"
    field = "session"
    message = _("This class is reserved for another organisation.")


class AlreadyCancelled(Refusal):
    """The registration has been cancelled before."""

    code = "already_cancelled"
    message = _("This registration has already been cancelled.")


class CancellingNeedsReason(Refusal):
    """A registration was to be cancelled without saying why."""

    code = "cancelling_needs_reason"
    field = "reason"
    message = _("Say why the registration is cancelled.")
