"""Files that are added to a lead, or removed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 10


class SeveralFiles(forms.ClearableFileInput):
    """A chooser of files that takes more than one."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or more."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each of them as a file."""
        files: Sequence[Any] = data if isinstance(data, list) else [data]
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Choose %(most)s files at most at once.") % {"most": MOST_AT_ONCE})
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class FilesForm(forms.Form):
    """Files to keep with a lead."""

    uploads = FilesField(
        label=_("Files"), max_length=250, allow_empty_file=True, error_messages={"required": _("Choose a file first.")}
    )


class ChosenFileForm(forms.Form):
    """The file to remove."""

    attachment_id = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
