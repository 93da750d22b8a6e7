"""The search box of the workspace: people, organisations, places and acts by one key."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.filters import LeadFilter, OrganisationFilter
from crm.desk.presenters.palette import places
from crm.desk.queries import palette as queries
from kit import clock, phones
from kit.filters import narrowed


@never_cache
@desk_only
@require_safe
def palette(request: DeskRequest) -> HttpResponse:
    """What is found for `q`; without it the leads worked on lately. htmx gets the options alone."""
    text, at = request.GET.get("q", "").strip(), clock.now()
    context = {"text": text, "now": at, "places": list(places(text, request.user))}
    if text:
        query = QueryDict(mutable=True)
        query["q"] = text
        leads = narrowed(LeadFilter(query, queries.leads(request.user, at)))
        organisations = narrowed(OrganisationFilter(query, queries.organisations()))
        context |= {
            "leads": leads[: queries.MOST_LEADS],
            "organisations": organisations[: queries.MOST_ORGANISATIONS],
            "is_number": bool(phones.ending(text)),
        }
    else:
        context |= {"leads": queries.lately(request.user, at)}
    template = "crm/desk/_palette_options.html" if request.htmx else "crm/desk/palette.html"
    return render(request, template, context)
