"""The board: open leads in columns by stage."""

from typing import cast
from uuid import uuid4

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.filters import LeadFilter, known_query
from crm.desk.queries.board import columns
from crm.desk.queries.lead_list import leads_of
from crm.desk.views.lead_list import FILTERS
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.stages import Stage
from kit import clock
from kit.filters import narrowed


@never_cache
@desk_only
@require_safe
def board(request: DeskRequest) -> HttpResponse:
    """The open leads of a user's desk, narrowed as the list is."""
    at, query = clock.now(), known_query(request.GET)
    filters = LeadFilter(QueryDict(query), leads_of(request.user))
    found = columns(cast("LeadQuerySet", narrowed(filters)), at)
    context = {
        "columns": found,
        "sums": {name: sum(column.sums[name] for column in found) for name in ("leads", "people", "late")},
        "filters": filters,
        "filter_fields": [filters.form[name] for name in FILTERS],
        "kept": [(name, values) for name, values in QueryDict(query).lists() if name != "q"],
        "query": query,
        "list_query": _without_stage(query),
        "lost": Stage.LOST,
        "enrolled": Stage.ENROLLED,
        "back": query,
        "key": uuid4(),
        "now": at,
    }
    return render(request, "crm/desk/board.html", context)


def _without_stage(query: str) -> str:
    """The list that a column leads to; its stage stands behind it in the address."""
    address = QueryDict(query, mutable=True)
    for name in ("stage", "state", "in_pool"):
        address.pop(name, None)
    return address.urlencode()
