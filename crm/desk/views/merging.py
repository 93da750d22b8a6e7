"""Merging two leads of one visitor, and splitting them again."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.forms.lead import ConfirmForm
from crm.desk.forms.merging import SplitForm
from crm.desk.presenters import merging as presenter
from crm.desk.queries import merging as queries
from crm.desk.views.actions import action
from crm.desk.views.visible import follows_merges, own_lead
from crm.leads.errors import LeadIsMerged
from crm.leads.models import Lead
from crm.leads.presenters import timeline
from crm.leads.services import merging
from crm.leads.views.answers import Answer, say_once
from kit.forms import refusals


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@follows_merges
def merge(request: DeskRequest, pk: int, other: int) -> HttpResponse:
    """Both leads side by side, the result as it is chosen, and the merge; both have to be the user's own."""
    lead = own_lead(request, pk)
    if Lead.all_objects.filter(pk=other, merged_into=lead).exists():  # the button was pressed twice
        return HttpResponseRedirect(lead.get_absolute_url())
    gone = own_lead(request, other)
    if lead == gone:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    differ = queries.differing(lead, gone)
    chosen = {name: sent.get(name) for name in differ}
    taken = [name for name, side in chosen.items() if side == "other"]
    if not any(chosen.values()) and request.method != "POST":
        taken = queries.proposed(lead, gone)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            say_once(request, lambda: _merged(request, lead, gone, taken))
            return HttpResponseRedirect(lead.get_absolute_url())
    context = _context(lead, gone, taken) | {"form": form}
    name = "_merge_preview.html" if request.htmx.target == "merge-preview" else "merge.html"
    return render(request, f"crm/desk/{name}", context, status=422 if form.errors else 200)


@action(SplitForm, "split_form")
def split(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Split a lead off that was merged into this one."""
    lead, other_id = own_lead(request, lead.pk), form.cleaned_data["other_id"]
    if not Lead.all_objects.filter(pk=other_id, merged_into=lead).exists():
        raise LeadIsMerged
    _lead, other = merging.split(other_id, by=request.user)
    return _("%(name)s is a lead of its own again; what was written since stays here.") % {"name": other.name}, None


def _merged(request: DeskRequest, lead: Lead, other: Lead, taken: list[str]) -> Answer:
    _lead, merged = merging.merge(lead.pk, other_id=other.pk, taken=taken, by=request.user)
    return _("Merged into one lead: %(name)s.") % {"name": _lead.name}, merged


def _context(lead: Lead, other: Lead, taken: list[str]) -> dict[str, Any]:
    counts = queries.counts(lead, other)
    return {
        "lead": lead,
        "other": other,
        "key": uuid4(),
        "rows": presenter.rows(lead, other, taken),
        "same": presenter.same(lead, other),
        "result": list(presenter.result(lead, other, taken)),
        "result_name": (other if "name" in taken else lead).name,
        "follows": presenter.follows(counts),
        "newest": timeline.timeline(counts.newest),
        "first": min(lead, other, key=lambda one: one.asked_at),
        "is_colleagues": other.owner_id is not None and other.owner_id != lead.owner_id,
    }
