"""Correcting what is known about a lead, one detail at a time, where it stands."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.forms.details import DetailForm
from crm.desk.views.lead import render_lead
from crm.desk.views.visible import follows_merges, visible_lead
from crm.leads.errors import DetailChanged
from crm.leads.models import Lead
from crm.leads.presenters import details as presenter
from crm.leads.rules.details import DETAILS
from crm.leads.services import details
from crm.leads.views.answers import Answer, say_once, to_lead
from kit.forms import refusals


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@follows_merges
def detail(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Open the field of a detail in its row, and keep what was written there."""
    lead = visible_lead(request, pk)
    if name not in DETAILS:
        raise Http404
    if request.method == "POST":
        return _change(request, lead, DetailForm(lead, name, request.POST))
    form = DetailForm(lead, name)
    if request.htmx:
        [row] = presenter.details(lead, [name])
        context = {"lead": lead, "detail": row, "detail_form": form, "key": uuid4()}
        return render(request, "crm/desk/_lead_detail.html", context)
    return render_lead(request, lead, detail_form=form)


def _change(request: DeskRequest, lead: Lead, form: DetailForm) -> HttpResponse:
    if form.is_valid():
        with refusals(form):
            try:
                say_once(request, lambda: _changed(request, lead, form))
            except DetailChanged as clash:
                form.show_clash(clash)
    if form.errors:
        return render_lead(request, visible_lead(request, lead.pk), status=422, detail_form=form)
    if not request.htmx:
        return to_lead(request, lead.pk)
    return render_lead(request, visible_lead(request, lead.pk), saved=form.detail)


def _changed(request: DeskRequest, lead: Lead, form: DetailForm) -> Answer:
    values: dict[str, Any] = form.cleaned_data
    name = form.detail
    lead, action = details.change(lead.pk, name=name, to=values[name], was=values["was"], by=request.user)
    said = _("%(what)s saved: %(words)s") % {
        "what": presenter.label(name),
        "words": presenter.words(name, lead.detail(name)),
    }
    return said, action
