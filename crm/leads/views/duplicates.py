"""A small line under a field: leads that may be of the visitor who is being written down."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.leads.forms import TypedForm
from crm.leads.models import Lead
from crm.leads.queries import duplicates
from crm.leads.rules.likeness import Visitor
from kit import clock, throttle
from kit.throttle import TooManyRequests

LOOK_UPS = "120/minute"


@never_cache
@desk_only
@require_safe
def typed(request: DeskRequest) -> HttpResponse:
    """Leads with the number that is typed, or with the name and the organisation; nothing blocks, nothing is written.

    On the page of a lead, the name or organisation that is not typed is the lead's.
    """
    form, found = TypedForm(request.GET), []
    if form.is_valid():
        values = form.cleaned_data
        try:
            throttle.check(LOOK_UPS, "duplicates", str(request.user.pk))
        except TooManyRequests:
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        found = duplicates.duplicates_of_typed(_visitor(request, values), to=request.user, besides=values["lead"] or 0)
    return render(request, "crm/leads/_duplicates_typed.html", {"duplicates": found, "now": clock.now()})


def _visitor(request: DeskRequest, values: dict[str, Any]) -> Visitor:
    name, organisation, phone = values["name"], values["organisation"] or values["organisation_name"], values["phone"]
    known = Lead.objects.visible_to(request.user).select_related("organisation").filter(pk=values["lead"] or 0)
    if lead := known.first():
        of_lead = lead.organisation.name if lead.organisation and name else ""
        name, organisation = name or lead.name, organisation or of_lead
    return duplicates.typed(name=name, organisation=organisation, numbers=[phone.e164] if phone else ())
