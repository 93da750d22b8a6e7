"""The lead inbox: a list with its tabs, alone or beside one lead."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.models import User
from accounts.permissions import desk as desk_only
from crm.desk.filters import LeadFilter
from crm.desk.queries import inbox as inbox_queries
from crm.desk.queries import news
from crm.desk.rules.tabs import Tab
from kit import clock
from kit.filters import narrowed

PER_PAGE = 25


@never_cache
@desk_only
@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """The list of one tab, the most urgent first."""
    return render(request, "crm/desk/desk.html", inbox_context(request, at=clock.now()))


def inbox_context(request: DeskRequest, *, at: datetime) -> dict[str, Any]:
    """The list that the address asks for, and its tabs."""
    query, newest = of_the_list(request.GET), news.newest()  # before the list: what comes meanwhile is news
    tab = chosen_tab(query)
    leads = inbox_queries.in_tab(request.user, tab, at, is_search=is_search(request.GET))
    filters = LeadFilter(request.GET, leads)
    filter_query = query.copy()
    filter_query.pop("page", None)
    return {
        "filters": filters,
        "page_obj": Paginator(narrowed(filters), PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "filter_query": filter_query.urlencode(),
        "kept": [(name, value) for name, value in filter_query.items() if value and name not in {"q", "tab"}],
        "shows_owner": shows_owner(request.user, request.GET),
        "newest": newest,
        "now": at,
        **tabs_context(request.user, query, at),
    }


def address_of(request: DeskRequest) -> QueryDict:
    """The parameters of the page's address, which htmx keeps in the browser."""
    return QueryDict(urlsplit(request.htmx.current_url or "").query) if request.htmx else request.GET


def of_the_list(address: QueryDict) -> QueryDict:
    """The parameters of an address that concern the list, not the lead beside it."""
    query = address.copy()
    query.pop("show", None)
    return query


def tabs_context(user: User, query: QueryDict, at: datetime) -> dict[str, Any]:
    """The tabs above a list, which keep its filters; the one for colleagues' work only while there is some."""
    tab, filters = chosen_tab(query), query.copy()
    for name in ("page", "q", "tab"):
        filters.pop(name, None)
    counts = inbox_queries.counts(user, at)
    return {
        "tab": tab,
        "tab_query": f"{filters.urlencode()}&" if filters else "",
        "tabs": [(each, counts.get(each)) for each in Tab if each != Tab.COVER or counts.get(Tab.COVER)],
        "counts": counts,
        "waiting_count": counts[Tab.WAITING],
    }


def chosen_tab(query: QueryDict) -> Tab:
    """The tab of an address; without one, all leads where a filter is set, else the first answers owed."""
    tab = query.get("tab", "")
    if tab in Tab.values:
        return Tab(tab)
    return Tab.ALL if any(query.get(name) for name in LeadFilter.base_filters) else Tab.WAITING


def is_search(query: QueryDict) -> bool:
    """Whether an address asks for leads by name, organisation or number."""
    return bool(query.get("q", "").strip())


def shows_owner(user: User, query: QueryDict) -> bool:
    """Whether the list of an address may hold leads of several owners, so that each row names its own."""
    return user.sees_all_leads or chosen_tab(query) == Tab.COVER or is_search(query)
