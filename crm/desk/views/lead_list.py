"""The list of leads: narrowed, ordered and with the columns that its address says; and its saved views."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import DeskRequest
from accounts.models import User
from accounts.permissions import desk as desk_only
from crm.desk.filters import LeadFilter, known_query
from crm.desk.forms.bulk import Act
from crm.desk.forms.lead_list import ShownForm, ViewForm
from crm.desk.models import SavedView
from crm.desk.queries import lead_list as queries
from crm.desk.rules.lead_list import MOST_VIEWS, VIEWS
from crm.desk.services import saved_views
from crm.desk.tables import LeadTable
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.views.answers import say_done
from kit import clock, text
from kit.filters import narrowed
from kit.forms import refusals

# What is narrowed by under the button; the search has a field of its own.
FILTERS = (
    *("owner", "stage", "state", "due", "due_on", "people", "tag"),
    *("source", "reached", "since", "until", "in_pool"),
)


@dataclass(frozen=True, slots=True)
class View:
    """One tab above the list; `saved` is None for a view that everybody has."""

    name: str
    query: str
    count: int
    saved: SavedView | None = None


@never_cache
@desk_only
@require_safe
def lead_list(request: DeskRequest) -> HttpResponse:
    """The leads of a user's desk as a table."""
    return render(request, "crm/desk/lead_list.html", list_context(request))


@never_cache
@desk_only
@require_POST
def view_keep(request: DeskRequest) -> HttpResponse:
    """Keep the list as it is under a name."""
    form = _view_form(**{name: request.POST.get(name, "") for name in ("name", "query", "is_shared")})
    if form.is_valid():
        with refusals(form):
            view = saved_views.keep(**form.cleaned_data, by=request.user)
    if form.errors:
        context = list_context(request, address=QueryDict(request.POST.get("query", "")))
        return render(request, "crm/desk/lead_list.html", context | {"view_form": form}, status=422)
    say_done(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return _to_view(view)


@never_cache
@desk_only
@require_POST
def view_change(request: DeskRequest, pk: int) -> HttpResponse:
    """Let one of the own views show what the list shows now."""
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    form = _view_form(view.name, request.POST.get("query", ""))
    if not form.is_valid():
        context = list_context(request, address=QueryDict(request.POST.get("query", "")))
        return render(request, "crm/desk/lead_list.html", context | {"view_form": form}, status=422)
    saved_views.change(view, query=form.cleaned_data["query"])
    say_done(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return _to_view(view)


@never_cache
@desk_only
@require_POST
def view_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Take one of the own views out of the tabs."""
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    saved_views.remove(view)
    undo = reverse("desk:view-restore", args=[view.pk])
    say_done(request, _("The view “%(name)s” is removed.") % {"name": view.name}, undo=undo)
    return redirect("desk:lead-list")


@never_cache
@desk_only
@require_POST
def view_restore(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a removed view back."""
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    form = ViewForm({"name": view.name, "query": view.query})
    with refusals(form):
        saved_views.restore(view)
    if form.errors:
        context = list_context(request, address=QueryDict(view.query))
        return render(request, "crm/desk/lead_list.html", context | {"view_form": form}, status=422)
    return _to_view(view)


def list_context(request: DeskRequest, *, address: QueryDict | None = None) -> dict[str, Any]:
    """The list that an address asks for; without any parameter the first of the usual views."""
    address = request.GET if address is None else address
    at = clock.now()
    views, current = _views(request.user), text.number(address.get("view", ""))
    saved = next((view.saved for view in views if view.saved and view.saved.pk == current), None)
    query = known_query(address) or (saved.query if saved else known_query(QueryDict(VIEWS[0][1])))
    shown = ShownForm(QueryDict(query))
    filters = LeadFilter(QueryDict(query), queries.listed(request.user, shown.order))
    leads = narrowed(filters)
    return {
        "filters": filters,
        "filter_fields": [filters.form[name] for name in FILTERS],
        "shown": shown,
        "table": LeadTable.page(request, leads, without=shown.hidden_columns),
        "sums": queries.sums(leads, at),
        "views": views,
        "saved": saved,
        "is_changed": saved is not None and saved.query != query,
        "query": query,
        "kept": [(name, values) for name, values in QueryDict(query).lists() if name != "q"],
        "key": uuid4(),
        "known_tags": queries.tags_lately(request.user),
        "view_form": ViewForm(initial={"query": query}),
        "acts": Act,
        "now": at,
    }


def _view_form(name: str, query: str, is_shared: str = "") -> ViewForm:
    """A view of the parameters that the list knows; refused where one of them cannot be read."""
    known = known_query(QueryDict(query))
    form = ViewForm({"name": name, "query": known, "is_shared": is_shared})
    if not LeadFilter(QueryDict(known)).is_valid():
        form.add_error(None, _("A filter of this list cannot be read: correct it, then keep the view."))
    return form


def _to_view(view: SavedView) -> HttpResponse:
    return redirect(f"{reverse('desk:lead-list')}?{view.query}&view={view.pk}")


def _views(user: User) -> list[View]:
    """The views that everybody has, the user's own, and those of colleagues."""
    own = queries.leads_of(user)
    saved = SavedView.objects.visible_to(user).select_related("user")[: 2 * MOST_VIEWS]
    usual = [View(str(name), query, _count(own, query)) for name, query in VIEWS]
    return usual + [View(view.name, view.query, _count(own, view.query), view) for view in saved]


def _count(leads: LeadQuerySet, query: str) -> int:
    filters = LeadFilter(QueryDict(query), leads)
    return filters.qs.count() if filters.is_valid() else 0
