"""Exporting lists: ask, decide about full numbers, download."""

from http import HTTPStatus

from django.contrib import messages as toasts
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from accounts.permissions import managers
from crm.transfer.forms import DecideForm, ExportForm
from crm.transfer.models import Export, ExportState
from crm.transfer.services import exports
from kit import throttle
from kit.errors import Refusal
from kit.forms import refusals

SHOWN = 30


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request: DeskRequest) -> HttpResponse:
    """Ask for a list as a file; earlier exports, and for a manager those that wait for a decision."""
    form = ExportForm(request.POST or None, initial=ExportForm.asked_for(request.GET))
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            export = exports.ask(**form.cleaned_data, by=request.user)
            waits = export.state == ExportState.ASKED
            toasts.info(request, _("A manager has been asked.") if waits else _("The file is being written."))
            return redirect("transfer:export-list")
    visible = Export.objects.visible_to(request.user).select_related("by", "decided_by")
    rows = list(visible.order_by("-created_at", "-pk")[:SHOWN])
    context = {
        "form": form,
        "exports": rows,
        "to_decide": visible.to_decide() if request.user.sees_all_leads else [],
        "is_under_way": any(export.is_under_way for export in rows),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    template = "crm/transfer/_exports.html" if request.htmx else "crm/transfer/export_list.html"
    return render(request, template, context, status=status)


@never_cache
@managers
@require_POST
def decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Allow or refuse full numbers."""
    export, form = get_object_or_404(Export.objects.visible_to(request.user), pk=pk), DecideForm(request.POST)
    if form.is_valid():
        try:
            exports.decide(export.pk, is_allowed=form.cleaned_data["decision"] == "allow", by=request.user)
        except Refusal as refusal:
            toasts.error(request, str(refusal))
    else:
        toasts.error(request, _("Nothing was decided: allow full numbers, or refuse them."))
    return redirect("transfer:export-list")


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD"])
def export_file(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The file, for its owner alone; each download is written down."""
    export = get_object_or_404(Export.objects.filter(by=request.user), pk=pk)
    try:
        exports.download(export, by=request.user, address=throttle.address(request))
    except Refusal as refusal:
        toasts.error(request, str(refusal))
        return redirect("transfer:export-list")
    return FileResponse(export.file.open("rb"), as_attachment=True, filename=export.download_name)
