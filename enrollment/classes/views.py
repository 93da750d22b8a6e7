"""The list of classes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk
from enrollment.classes import queries
from enrollment.classes.forms import DaysForm
from enrollment.classes.presenters import bar
from enrollment.classes.tables import SessionTable
from kit import clock

MOST_IN_CALENDAR = 30
DAYS_OF_A_WEEK = 7


@never_cache
@desk
@require_safe
def session_list(request: DeskRequest) -> HttpResponse:
    """Coming classes with their seats, and past ones."""
    today = clock.today()
    context = {
        "coming": SessionTable.page(request, queries.calendar(today)),
        "past": SessionTable.page(request, queries.past(today), prefix="past-"),
    }
    return render(request, "enrollment/classes/session_list.html", context)


@never_cache
@desk
@require_safe
def calendar_panel(request: DeskRequest) -> HttpResponse:
    """The classes of some days, for the calendar of the desk; none where the days cannot be read."""
    form = DaysForm(request.GET)
    if not form.is_valid():
        return render(request, "enrollment/classes/calendar_panel.html")
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    sessions = queries.between(since, until)[:MOST_IN_CALENDAR]
    is_week = (until - since).days < DAYS_OF_A_WEEK
    context = {"bars": [bar(session, since, until) for session in sessions], "is_week": is_week}
    return render(request, "enrollment/classes/calendar_panel.html", context)
