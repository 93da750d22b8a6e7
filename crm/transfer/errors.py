"""Why a spreadsheet is not taken, or an import or export not done."""

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class UnreadableFile(Refusal):
    """The file cannot be imported as it is; the message says why, and what to do."""

    code = "unreadable_file"
    field = "file"


class ColumnsMissing(Refusal):
    """No column is matched to the name or the phone."""

    code = "columns_missing"
    message = _("Choose the columns of name and phone first.")


class NothingToImport(Refusal):
    """No row is ready."""

    code = "nothing_to_import"
    message = _(
        "No row is ready to be imported. Correct the rows that are marked, or choose what to do with duplicates."
    )


class NotInThisState(Refusal):
    """The import has gone on meanwhile."""

    code = "not_in_this_state"
    message = _("This import has gone on meanwhile. Reload the page to see where it stands.")


class ChoiceNotAllowed(Refusal):
    """The row cannot be treated so."""

    code = "choice_not_allowed"
    message = _("This is not possible for the row: a colleague's lead is not filled, and one caller has one open lead.")


class NoConsultant(Refusal):
    """Nobody works here who could get a lead."""

    code = "no_consultant"
    message = _("No consultant works here yet; add one first.")
