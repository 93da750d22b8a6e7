"""What a consultant may take, and pausing her: for managers."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import DeskRequest
from accounts.permissions import managers
from consultants.forms import EquipForm, PauseForm, morning_after
from consultants.models import Consultant
from consultants.services import people
from kit import clock
from kit.forms import refusals


@never_cache
@managers
@require_http_methods(["GET", "POST"])
def person(request: DeskRequest, pk: int) -> HttpResponse:
    """Her limits and specialities."""
    found = get_object_or_404(Consultant.objects.active(), pk=pk)
    form = EquipForm(request.POST) if request.method == "POST" else EquipForm(initial=EquipForm.of(found))
    if form.is_valid():
        people.equip(
            found.pk,
            open_leads_at_most=form.cleaned_data["open_leads_at_most"],
            new_leads_a_day_at_most=form.cleaned_data["new_leads_a_day_at_most"],
            specialities=form.specialities,
        )
        return redirect("consultants:person", pk=pk)
    return _render(request, found, equip_form=form)


@never_cache
@managers
@require_POST
def pause(request: DeskRequest, pk: int) -> HttpResponse:
    """Take her off duty at once, or bring her back."""
    found = get_object_or_404(Consultant.objects.active(), pk=pk)
    if "resume" in request.POST:
        people.resume(found.pk, by=request.user)
        return redirect("consultants:person", pk=pk)
    form = PauseForm(request.POST)
    if form.is_valid():
        with refusals(form):
            people.pause(found.pk, by=request.user, **form.cleaned_data)
    if form.errors:
        return _render(request, found, pause_form=form)
    return redirect("consultants:person", pk=pk)


def _render(request: DeskRequest, found: Consultant, **forms: Any) -> HttpResponse:
    at = clock.now()
    context = {
        "consultant": found,
        "is_paused": found.is_paused(at),
        "pauses": found.pauses.select_related("by")[:10],
        "equip_form": EquipForm(initial=EquipForm.of(found)),
        "pause_form": PauseForm(initial={"until": clock.local(morning_after(at))}),
    }
    refused = any(form.errors for form in forms.values())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "consultants/person.html", context | forms, status=status)
