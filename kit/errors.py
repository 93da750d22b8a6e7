"""The base of all refusals of services."""

from http import HTTPStatus
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A rule of the business was broken, nothing was written.

    Subclasses name the broken fact (`StageNotAllowed`), give a stable `code` and a `status` for machines and a
    translated `message` that tells the user what to do. Views turn it into a form error or into problem details,
    never into a 500.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message: str | Promise = ""
    field: ClassVar[str | None] = None

    def __init__(self, message: str | Promise | None = None) -> None:
        """Keep the message; the class's own one is the default."""
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        """The message in the active language."""
        return str(self.message)


class ChangedMeanwhile(Refusal):
    """Another user saved the same thing first."""

    code = "changed_meanwhile"
    message = _(
        "Somebody else has changed this meanwhile; nothing has been saved yet. What you entered is still here: compare "
        "it with what holds now, then save once more."
    )
