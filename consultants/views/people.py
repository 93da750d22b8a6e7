"""A consultant's page for managers: limits, weekly pattern, leave, pauses."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import DeskRequest
from accounts.permissions import managers
from consultants import queries
from consultants.errors import LeaveNeedsCover
from consultants.forms.people import CoverForm, EquipForm, LeaveForm, PauseForm, WeekForm, morning_after
from consultants.models import Consultant, Leave
from consultants.services import leaves, people, weeks
from kit import clock
from kit.errors import ChangedMeanwhile, Refusal
from kit.forms import refusals, shown_anew

# Four forms stand on one page, some of whose fields have equal names.
WEEK, LEAVE, PAUSE = "week_%s", "leave_%s", "pause_%s"


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: DeskRequest, pk: int) -> HttpResponse:
    """Limits and specialities."""
    found = get_object_or_404(Consultant.objects.active().prefetch_related("topics"), pk=pk)
    form = EquipForm(request.POST if request.method == "POST" else None, initial=EquipForm.of(found), consultant=found)
    if form.is_valid():
        try:
            people.equip(
                found.pk,
                open_leads_at_most=form.cleaned_data["open_leads_at_most"],
                new_leads_a_day_at_most=form.cleaned_data["new_leads_a_day_at_most"],
                specialities=form.specialities,
                seen=form.cleaned_data["seen"],
            )
        except ChangedMeanwhile as refusal:
            now = get_object_or_404(Consultant, pk=pk)
            form = shown_anew(form, refusal, EquipForm.of(now), marker="seen", consultant=now)
        else:
            return _saved(request, found)
    return _render(request, found, equip_form=form)


@never_cache
@managers
@require_POST
def week(request: DeskRequest, pk: int) -> HttpResponse:
    """The hours of every weekday."""
    found = get_object_or_404(Consultant.objects.active(), pk=pk)
    form = WeekForm(request.POST, auto_id=WEEK)
    if form.is_valid():
        try:
            weeks.set_pattern(found.pk, wanted=form.wanted, seen=form.cleaned_data["seen"])
        except ChangedMeanwhile as refusal:
            form = shown_anew(form, refusal, WeekForm.of(queries.weekly_hours(pk)), marker="seen")
        else:
            return _saved(request, found)
    return _render(request, found, week_form=form)


@never_cache
@managers
@require_POST
def leave(request: DeskRequest, pk: int) -> HttpResponse:
    """Enter leave; it counts at once."""
    found = get_object_or_404(Consultant.objects.active(), pk=pk)
    form = LeaveForm(request.POST, consultant=found, auto_id=LEAVE)
    if form.is_valid():
        starts_at, ends_at = form.span
        said = {name: form.cleaned_data[name] for name in ("cover", "reason")}
        with refusals(form):
            leaves.grant(found.pk, starts_at=starts_at, ends_at=ends_at, by=request.user, **said)
    return _render(request, found, leave_form=form) if form.errors else _saved(request, found)


@never_cache
@managers
@require_POST
def cover(request: DeskRequest, pk: int) -> HttpResponse:
    """Name another cover for running or coming leave."""
    found = get_object_or_404(Leave.objects.confirmed().select_related("consultant"), pk=pk)
    form = CoverForm(request.POST, consultant=found.consultant)
    try:
        if not form.is_valid():
            raise LeaveNeedsCover
        leaves.change_cover(found.pk, cover=form.cleaned_data["cover"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("consultants:person", pk=found.consultant_id)
    return _saved(request, found.consultant)


@never_cache
@managers
@require_POST
def pause(request: DeskRequest, pk: int) -> HttpResponse:
    """Pause a consultant at once, or end the pause."""
    found = get_object_or_404(Consultant.objects.active(), pk=pk)
    if "resume" in request.POST:
        people.resume(found.pk, by=request.user)
        return redirect("consultants:person", pk=pk)
    form = PauseForm(request.POST, auto_id=PAUSE)
    if form.is_valid():
        with refusals(form):
            people.pause(found.pk, by=request.user, **form.cleaned_data)
    if form.errors:
        return _render(request, found, pause_form=form)
    return redirect("consultants:person", pk=pk)


def _saved(request: DeskRequest, found: Consultant) -> HttpResponse:
    messages.success(request, _("Saved; it holds from now on."))
    return redirect("consultants:person", pk=found.pk)


def _render(request: DeskRequest, found: Consultant, **forms: Any) -> HttpResponse:
    at = clock.now()
    context = {
        "consultant": found,
        "is_paused": found.is_paused(at),
        "pauses": found.pauses.select_related("by")[:10],
        "leaves": found.leaves.filter(ends_at__gt=at).select_related("consultant", "cover").order_by("starts_at"),
        "equip_form": forms.get("equip_form") or EquipForm(initial=EquipForm.of(found), consultant=found),
        "week_form": WeekForm(initial=WeekForm.of(queries.weekly_hours(found.pk)), auto_id=WEEK),
        "leave_form": LeaveForm(consultant=found, auto_id=LEAVE),
        "colleagues": list(Consultant.objects.active().exclude(pk=found.pk)),
        "pause_form": PauseForm(initial={"until": clock.local(morning_after(at))}, auto_id=PAUSE),
    }
    refused = any(form.errors for form in forms.values())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "consultants/person.html", context | forms, status=status)
