"""Organisations: who asks there, what they booked, and who knows them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.filters import OrganisationFilter
from crm.desk.queries import organisations
from crm.desk.tables import OrganisationTable
from crm.leads.models import Organisation
from kit import clock
from kit.filters import narrowed


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
    """One organisation: its people and its leads, those of colleagues named and not opened."""
    found = get_object_or_404(Organisation, pk=pk)
    page = organisations.organisation_page(found, to=request.user)
    return render(request, "crm/desk/organisation.html", {"organisation": found, "page": page, "now": clock.now()})
