"""Organisations: who asks there, what they booked, who knows them, and what is changed of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.filters import OrganisationFilter
from crm.desk.forms.organisations import (
    ChosenNameForm,
    ChosenOrganisationForm,
    MoveContactForm,
    NameForm,
    OrganisationForm,
    OrganisationNoteForm,
)
from crm.desk.presenters.organisations import lines
from crm.desk.queries import organisations
from crm.desk.tables import OrganisationTable
from crm.leads.errors import NoSuchContact, OrganisationChanged
from crm.leads.models import Lead, Organisation, OrganisationActivity
from crm.leads.queries.organisations import may_change
from crm.leads.services import contacts, organisation_merging
from crm.leads.services import organisations as service
from crm.leads.views.answers import say, say_done
from kit import clock, text
from kit.errors import Refusal
from kit.filters import narrowed
from kit.forms import refusals, shown_anew

View = Callable[[DeskRequest, Organisation, Any], None]


@never_cache
@desk_only
@require_safe
def organisation_list(request: DeskRequest) -> HttpResponse:
    """All organisations by name."""
    filters = OrganisationFilter(request.GET, organisations.listed())
    context = {"filter_form": filters.form, "table": OrganisationTable.page(request, narrowed(filters))}
    return render(request, "crm/desk/organisation_list.html", context)


@never_cache
@desk_only
@require_safe
def organisation(request: DeskRequest, pk: int) -> HttpResponse:
    """One organisation: its people and its leads, those of colleagues named and not opened; a merged one leads on."""
    found = get_object_or_404(Organisation.objects.select_related("keeper", "merged_into"), pk=pk)
    return redirect(found.merged_into) if found.merged_into else _page(request, found)


def act(
    form_class: type[forms.Form], shown_as: str, *, is_open: bool = False
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Wrap what is done with an organisation: find it, ask whether the user may, read the form, act, show the page.

    A refusal is 422 with the form as it was filled in. What `is_open` needs no more than seeing the organisation.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @never_cache
        @desk_only
        @require_POST
        @wraps(view)
        def decorated(request: DeskRequest, pk: int) -> HttpResponse:
            found = get_object_or_404(Organisation.objects.select_related("keeper"), pk=pk)
            if not is_open and not may_change(found, by=request.user):
                raise PermissionDenied
            form = form_class(request.POST)
            if form.is_valid():
                with refusals(form):
                    try:
                        view(request, found, form.cleaned_data)
                        return redirect("desk:organisation", pk=found.kept_id)
                    except OrganisationChanged as refusal:
                        found.refresh_from_db()
                        form = shown_anew(form, refusal, OrganisationForm.of(found), marker="seen")
            return _page(request, found, status=422, **{shown_as: form})

        return decorated

    return decorate


@act(OrganisationForm, "form")
def change(request: DeskRequest, found: Organisation, values: Any) -> None:
    """Change name, region and who looks after it."""
    if activity := service.change(found.pk, by=request.user, **values):
        _say(request, _("Saved."), activity)


@act(OrganisationNoteForm, "note_form", is_open=True)
def note(request: DeskRequest, found: Organisation, values: Any) -> None:
    """Write a note; every user who sees the organisation may."""
    _say(request, _("The note is written."), service.note(found.pk, by=request.user, **values))


@act(NameForm, "name_form")
def add_name(request: DeskRequest, found: Organisation, values: Any) -> None:
    """Add another spelling."""
    activity = service.add_name(found.pk, by=request.user, **values)
    _say(request, _("“%(name)s” leads here now.") % values, activity)


@act(ChosenNameForm, "chosen_name_form")
def remove_name(request: DeskRequest, found: Organisation, values: Any) -> None:
    """Remove another spelling."""
    _say(request, _("The spelling is removed."), service.remove_name(found.pk, by=request.user, **values))


@act(ChosenOrganisationForm, "split_form")
def split(request: DeskRequest, found: Organisation, values: Any) -> None:
    """Split a merged organisation off again."""
    get_object_or_404(Organisation, pk=values["other"], merged_into=found)
    other = organisation_merging.split(values["other"], by=request.user)
    say_done(request, _("%(name)s is an organisation of its own again.") % {"name": other.name})


@act(MoveContactForm, "move_form")
def move_contact(request: DeskRequest, found: Organisation, values: Any) -> None:
    """Move a contact with all leads to another organisation."""
    lead = Lead.objects.filter(pk=values["lead"], organisation=found).first()
    if lead is None:
        raise NoSuchContact
    to, moved = contacts.move(found.pk, caller=lead.caller, to=values["organisation"], by=request.user)
    say(request, _("%(name)s is at %(to)s now.") % {"name": lead.name, "to": to.name if to else "—"}, moved)


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: DeskRequest, pk: int) -> HttpResponse:
    """Choose an organisation that is the same, see what comes along, and merge it into this one."""
    found = get_object_or_404(Organisation.objects.select_related("keeper"), pk=pk)
    form = ChosenOrganisationForm(request.POST if request.method == "POST" else request.GET or None)
    other = None
    if form.is_valid():
        other = get_object_or_404(Organisation.objects.exclude(pk=pk), pk=form.cleaned_data["other"])
    for one in filter(None, (found, other)):
        if not may_change(one, by=request.user):
            raise PermissionDenied
    if request.method == "POST" and other:
        with refusals(form):
            activity = organisation_merging.merge(pk, other_id=other.pk, by=request.user)
            _say(request, _("%(name)s is merged into this organisation.") % {"name": other.name}, activity)
            return redirect(found)
    typed = text.clean(request.GET.get("q", "")).strip()[:40]
    context = {
        "organisation": found,
        "other": other,
        "q": typed,
        "form": form if form.is_bound and "other" in form.data else None,
        "candidates": [] if other else organisations.like(found, typed),
        "counts": organisations.merge_counts(found, other) if other else [],
    }
    is_refused = request.method == "POST"
    return render(request, "crm/desk/organisation_merge.html", context, status=422 if is_refused else 200)


@never_cache
@desk_only
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo a note or a change; the user who did it may, and a manager."""
    own = OrganisationActivity.objects.select_related("organisation")
    activity = get_object_or_404(own if request.user.sees_all_leads else own.filter(by=request.user), pk=pk)
    try:
        service.undo(activity.pk, by=request.user)
        say_done(request, _("Undone; everything is as before."))
    except Refusal as refusal:
        say_done(request, str(refusal))
    return redirect("desk:organisation", pk=activity.organisation.kept_id)


def _say(request: DeskRequest, words: str, activity: OrganisationActivity) -> None:
    say_done(request, words, undo=reverse("desk:organisation-undo", args=[activity.pk]))


def _page(request: DeskRequest, found: Organisation, *, status: int = 200, **shown: Any) -> HttpResponse:
    page = organisations.organisation_page(found, to=request.user)
    context = {
        "organisation": found,
        "page": page,
        "lines": list(lines(page.activities)),
        "now": clock.now(),
        "key": uuid4(),
        "form": OrganisationForm(initial=OrganisationForm.of(found)),
        "note_form": OrganisationNoteForm(),
        "name_form": NameForm(auto_id="spelling_%s"),
        "move_form": MoveContactForm(),
    }
    return render(request, "crm/desk/organisation.html", context | shown, status=status)
