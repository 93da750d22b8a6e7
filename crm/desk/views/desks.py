"""The desks side by side, for managers."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers as managers_only
from crm.desk.queries import desks as queries
from kit import clock


@never_cache
@managers_only
@require_safe
def desks(request: DeskRequest) -> HttpResponse:
    """What each consultant has to do; a lead is handed over by dragging it to another desk."""
    at = clock.now()
    context = {"desks": queries.desks(request.user, at), "back": "", "key": uuid4(), "now": at}
    return render(request, "crm/desk/desks.html", context)
