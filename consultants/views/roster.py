"""The month: seen by every user of the desk, filled by a manager."""

from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import DeskRequest
from accounts.permissions import desk, managers
from consultants import presenters, queries
from consultants.errors import RosterChanged
from consultants.forms.roster import HoursForm, MonthForm, month_of
from consultants.models import Leave, Swap
from consultants.rules import month
from consultants.rules.month import Cells, Month
from consultants.services import days
from kit import clock
from kit.forms import refusals


@never_cache
@desk
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: DeskRequest) -> HttpResponse:
    """One month; a manager's form comes back here."""
    if request.method == "POST":
        answer: HttpResponse = fill(request)
        return answer
    return render_month(request, month_of(request.GET.get("month", "")))


@managers
def fill(request: DeskRequest) -> HttpResponse:
    """Save the month; or show what a copy would make of it, which is saved only when the manager says so."""
    form = MonthForm(request.POST)
    if not form.is_valid():
        return render_month(request, Month.of(clock.today()), errors=form.errors)
    of, seen, wanted = form.cleaned_data["month"], form.cleaned_data["seen"], form.cleaned_data["on"]
    if act := form.cleaned_data["act"]:
        return render_month(request, of, chosen=queries.proposal(of, act, wanted, clock.today()), seen=seen)
    try:
        number = days.save_month(of, seen=seen, wanted=wanted, by=request.user)
    except RosterChanged as refusal:
        return render_month(request, of, chosen=wanted, seen=seen, refusal=refusal)
    messages.success(request, ngettext("%(n)d day changed.", "%(n)d days changed.", number) % {"n": number})
    return redirect(f"{reverse('consultants:roster')}?month={of.first:%Y-%m}")


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: DeskRequest, on: date) -> HttpResponse:
    """The hours of one day, consultant by consultant."""
    form = HoursForm(request.POST or None)
    if form.is_valid():
        hours_text, seen = form.cleaned_data["hours"], form.cleaned_data["seen"]
        with refusals(form):
            days.set_hours(form.cleaned_data["consultant"].pk, on=on, hours_text=hours_text, seen=seen, by=request.user)
        if not form.errors:
            return redirect("consultants:day", on=on)
    context = presenters.day(queries.days_plan(on, 1), on, form) | {"history": queries.history(on)}
    return render(request, "consultants/day.html", context, status=_status(bool(form.errors)))


def render_month(
    request: DeskRequest,
    of: Month,
    *,
    chosen: Cells | None = None,
    seen: Cells | None = None,
    refusal: RosterChanged | None = None,
    errors: object = None,
) -> HttpResponse:
    """The month's page, or its fragment for htmx; after a refusal with what was chosen laid over what it is now."""
    at, plan = clock.now(), queries.month_plan(of)
    changes = None
    if refusal is not None:
        chosen = month.rebased(seen or {}, chosen or {}, plan.cells)
        changes = presenters.what_changed(refusal.changed, plan, queries.latest_changes(refusal.changed))
        seen = None
    context = {
        "grid": presenters.month_grid(plan, of, at=at, chosen=chosen, seen=seen, changes=changes),
        "refusal": refusal,
        "errors": errors,
        "fills": request.user.sees_all_leads,
        "me": getattr(request.user, "consultant", None),
        "people": presenters.people(plan, at),
        "leaves": Leave.objects.open().visible_to(request.user).select_related("consultant", "cover"),
        "swaps": Swap.objects.open().visible_to(request.user).select_related("asker", "colleague"),
    }
    page = "consultants/_month.html" if request.htmx else "consultants/roster.html"
    return render(request, page, context, status=_status(refusal is not None or errors is not None))


def _status(refused: bool) -> int:  # noqa: FBT001  (a yes or no is all it takes)
    return HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
