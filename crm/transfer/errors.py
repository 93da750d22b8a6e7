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
    """There is no active consultant who could get a lead."""

    code = "no_consultant"
    message = _("No consultant works here yet; add one first.")


class ReasonMissing(Refusal):
    """Full numbers were asked for without a reason."""

    code = "reason_missing"
    field = "reason"
    message = _("Say what the full numbers are needed for.")


class FilterUnreadable(Refusal):
    """The list is narrowed by something that cannot be read."""

    code = "filter_unreadable"
    field = "query"
    message = _("The list is narrowed by something that cannot be read. Set its filters again.")


class TooManyRows(Refusal):
    """The list is too long for one file."""

    code = "too_many_rows"
    field = "query"
    message = _("The list has more than 200,000 rows. Narrow it.")


class DownloadGone(Refusal):
    """The file is not ready, or deleted already."""

    code = "download_gone"
    message = _("This file has been deleted, or is not ready yet. Export the list again.")
