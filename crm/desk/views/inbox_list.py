"""The lead inbox: the queue of today or a plain list, with one lead beside it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.http import DeskRequest
from accounts.models import User
from crm.desk.filters import LeadFilter
from crm.desk.queries import inbox as inbox_queries
from crm.desk.queries import news
from crm.desk.queries import queue as queue_queries
from crm.desk.queries.queue import Place
from crm.desk.rules.tabs import Tab
from crm.leads.models import Lead
from crm.leads.rules.queue import Group, group_of
from kit.filters import narrowed

PER_PAGE = 25


def inbox_context(
    request: DeskRequest, *, at: datetime, beside: int | None = None, finished: Lead | None = None
) -> dict[str, Any]:
    """The list that the address of the page asks for, the counts, and where the lead `beside` it (a key) stands there.

    Without a page in the address it is the one with that lead. A lead just `finished` keeps its place for a while.
    """
    newest = news.newest()  # before the list: what comes meanwhile is news
    address = address_of(request)
    query, user = of_the_list(address), request.user
    tab = chosen_tab(query)
    filters = LeadFilter(query, inbox_queries.in_tab(user, tab, at, is_search=is_search(query)))
    leads = narrowed(filters)
    done = queue_queries.done_today(user, at) if tab == Tab.QUEUE else []
    place = place_in(leads, beside, done=len(done), tab=tab)
    number = place.number - place.done if place else 0
    page = Paginator(leads, PER_PAGE).get_page(query.get("page") or max(number - 1, 0) // PER_PAGE + 1)
    filter_query = query.copy()
    filter_query.pop("page", None)
    return {
        "filters": filters,
        "page_obj": page,
        "position": place,
        "done": done,
        "beside": beside,
        "is_listed": beside in {lead.pk for lead in page.object_list},
        "groups": groups(with_finished(page.object_list, finished, beside), tab, finished, at),
        "finished": finished.pk if finished else None,
        "query": query.urlencode(),
        "filter_query": filter_query.urlencode(),
        "kept": [(name, value) for name, value in filter_query.items() if value and name not in {"q", "tab"}],
        "newest": newest,
        "now": at,
        **tabs_context(user, query, at),
    }


def place_of(user: User, query: QueryDict, lead_id: int, at: datetime) -> Place | None:
    """Where a lead stands in the list of an address."""
    tab = chosen_tab(query)
    leads = narrowed(LeadFilter(query, inbox_queries.in_tab(user, tab, at, is_search=is_search(query))))
    done = len(queue_queries.done_today(user, at)) if tab == Tab.QUEUE else 0
    return place_in(leads, lead_id, done=done, tab=tab)


def place_in(leads: QuerySet[Any], lead_id: int | None, *, done: int, tab: Tab) -> Place | None:
    """Where a lead stands in a list; the queue goes round, until it is empty."""
    return queue_queries.place_of(lead_id, leads, done=done, goes_round=tab == Tab.QUEUE) if lead_id else None


def with_finished(leads: Iterable[Lead], finished: Lead | None, following: int | None) -> list[Lead]:
    """The leads of a page with the one just finished where it stood: before the one that followed it."""
    rows = [lead for lead in leads if finished is None or lead.pk != finished.pk]
    if finished is not None:
        keys = [lead.pk for lead in rows]
        rows.insert(keys.index(following) if following in keys else 0, finished)
    return rows


def groups(rows: list[Lead], tab: Tab, finished: Lead | None, at: datetime) -> list[tuple[Group | None, list[Lead]]]:
    """The rows by the groups of the queue, a finished lead with the next; a plain list is one group without a name."""
    if tab != Tab.QUEUE:
        return [(None, rows)]
    names = [group_of(lead.next_step_at, is_promised=lead.escalate_at is not None, at=at) for lead in rows]
    if finished in rows:
        index = rows.index(finished)
        names[index] = (names[index + 1 :] or names[:index] or names)[0]
    return [
        (name, [row for _name, row in members])
        for name, members in groupby(zip(names, rows, strict=True), key=itemgetter(0))
    ]


def address_of(request: DeskRequest) -> QueryDict:
    """The parameters of the page's address: htmx names it, and a form that is sent without htmx comes from it."""
    if request.htmx:
        return QueryDict(urlsplit(request.htmx.current_url or "").query)
    return QueryDict(urlsplit(request.headers.get("Referer", "")).query) if request.method == "POST" else request.GET


def of_the_list(address: QueryDict) -> QueryDict:
    """The parameters of an address that concern the list, not the lead beside it."""
    query = address.copy()
    query.pop("show", None)
    return query


def tabs_context(user: User, query: QueryDict, at: datetime) -> dict[str, Any]:
    """The lists with their counts, which keep the filters of the address; that for colleagues while it holds any."""
    tab, filters = chosen_tab(query), query.copy()
    for name in ("page", "q", "tab"):
        filters.pop(name, None)
    by_group = queue_queries.group_counts(user, at)
    counts = inbox_queries.counts(user, at) | {Tab.QUEUE.value: sum(by_group.values())}
    return {
        "tab": tab,
        "tab_query": f"{filters.urlencode()}&" if filters else "",
        "tabs": [(each, counts.get(each)) for each in Tab if each != Tab.COVER or counts.get(Tab.COVER)],
        "counts": counts,
        "group_counts": [(group, by_group[group]) for group in Group],
        "waiting_count": counts["waiting"],
    }


def chosen_tab(query: QueryDict) -> Tab:
    """The list of an address; without one, all leads where a filter is set, else the queue."""
    tab = query.get("tab", "")
    if tab in Tab.values:
        return Tab(tab)
    return Tab.ALL if any(query.get(name) for name in LeadFilter.base_filters) else Tab.QUEUE


def is_search(query: QueryDict) -> bool:
    """Whether an address asks for leads by name, organisation or number."""
    return bool(query.get("q", "").strip())
