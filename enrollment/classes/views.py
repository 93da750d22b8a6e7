"""The list of classes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk
from enrollment.classes import queries
from enrollment.classes.tables import SessionTable
from kit import clock


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
