"""The files on the page of a lead."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.attachments.http import handed_out
from crm.attachments.models import Attachment
from crm.attachments.services import files
from crm.desk.forms.files import ChosenFileForm, FilesForm
from crm.desk.views.actions import action
from crm.desk.views.visible import follows_merges
from crm.leads.models import Lead
from crm.leads.views.answers import Answer
from kit import clock, throttle


@action(FilesForm, "files_form")
def add(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Keep files with the lead."""
    kept, added = files.add(lead.pk, by=request.user, **form.cleaned_data)
    words = ngettext("%(count)s file is added.", "%(count)s files are added.", len(kept))
    return words % {"count": len(kept)}, added


@action(ChosenFileForm, "chosen_file_form")
def remove(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Remove a file of the lead."""
    removed = files.remove(lead.pk, by=request.user, **form.cleaned_data)
    return _("The file is removed."), removed


@never_cache
@desk_only
@require_safe
@follows_merges
def download(request: DeskRequest, pk: int, attachment_id: int) -> Any:
    """A file as a download, for those who work on the lead; written down. A lead in the pool is claimed first."""
    lead = get_object_or_404(Lead.objects.worked_on_by(request.user, clock.now()), pk=pk)
    found = get_object_or_404(Attachment.objects.of(lead), pk=attachment_id)
    return handed_out(found, by=request.user, address=throttle.address(request))
