"""Refusals about files."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class FileNotTaken(Refusal):
    """A file is too large, of a kind that is not taken, or not what its name says."""

    code = "file_not_taken"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    field = "uploads"


class TooManyFiles(Refusal):
    """A lead has as many files as it may have."""

    code = "too_many_files"
    field = "uploads"

    def __init__(self, most: int) -> None:
        """Say how many."""
        super().__init__(_("A lead holds %(most)s files at most; remove some first.") % {"most": most})
