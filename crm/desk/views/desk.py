"""The consultant's desk: the list, and one lead beside it."""

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.models import User
from accounts.permissions import desk as desk_only
from crm.cadences.presenters import lead as cadences
from crm.desk.filters import LeadFilter
from crm.desk.forms.lead import AdvanceForm, AssignForm, CallForm, NextStepForm, NoteForm
from crm.desk.presenters import desk
from crm.desk.queries import inbox as inbox_queries
from crm.desk.queries import lead as lead_queries
from crm.desk.rules.tabs import Tab
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.presenters import inbox_rows, timeline
from crm.leads.rules import outcomes
from crm.leads.rules.lost_reasons import LOST_REASONS
from crm.leads.rules.outcomes import Outcome
from crm.routing.presenters import routing
from kit import clock
from kit.views import page_number

# The panels of the composer behind its first one; a form that came back with errors opens its own.
PANELS = ("step", "assign", "lost")
STEP_DAYS = {1: _("Tomorrow"), 3: _("In 3 days"), 7: _("In a week")}


@never_cache
@desk_only
@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """The list of one tab, the most urgent first."""
    return render(request, "crm/desk/desk.html", inbox_context(request, at=clock.now()))


@never_cache
@desk_only
@require_safe
def lead(request: DeskRequest, pk: int) -> HttpResponse:
    """One lead: who, what next, the call box, and the whole diary."""
    return render_lead(request, visible_lead(request, pk))


def visible_lead(request: DeskRequest, pk: int) -> Lead:
    """The lead with its organisation and owner, or 404 for a stranger."""
    found = lead_queries.visible_lead(request.user, pk, clock.now())
    if found is None:
        raise Http404
    return found


def render_lead(request: DeskRequest, found: Lead, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The lead's panes alone for htmx, the whole desk with them for anybody else."""
    at = clock.now()
    panel = next((name for name in PANELS if f"{name}_form" in shown), "note")
    context = lead_context(request.user, found, at) | shown | {"panel": panel}
    if found.owner_id:
        context["assign_form"].leave_out(found.owner_id)
    if request.htmx:
        if request.method == "POST":
            context |= _list_beside(request, found, at)
        return render(request, "crm/desk/_lead_panes.html", context, status=status)
    return render(
        request, "crm/desk/lead.html", inbox_context(request, at=at, current=found.pk) | context, status=status
    )


def _list_beside(request: DeskRequest, found: Lead, at: datetime) -> dict[str, Any]:
    """What the list beside an act says now: its counts, and the lead's row (left aside where it is not listed)."""
    query = urlsplit(request.htmx.current_url or "").query
    tab, counts = chosen_tab(QueryDict(query)), inbox_queries.counts(request.user, at)
    return {
        "acted": True,
        "tab": tab,
        "tabs": desk.queues(counts),
        "counts": counts,
        "waiting_count": counts[Tab.WAITING],
        "row": inbox_rows.inbox([found], at, shows_owner=_shows_owner(request, tab), query=query, current=found.pk)[0],
    }


def _shows_owner(request: DeskRequest, tab: Tab) -> bool:
    return request.user.sees_all_leads or tab == Tab.COVER


def inbox_context(request: DeskRequest, *, at: datetime, current: int | None = None) -> dict[str, Any]:
    """What the list needs; `current` is the lead open beside it."""
    tab = chosen_tab(request.GET)
    narrowed = LeadFilter(request.GET, inbox_queries.leads_of(request.user, tab, at))
    leads = cast("LeadQuerySet", narrowed.qs) if narrowed.is_valid() else Lead.objects.none()
    said = request.GET.copy()
    said.pop("page", None)
    query = said.urlencode()
    shown = inbox_queries.inbox(request.user, leads, tab, at, page_number(request))
    page, counts = shown.slice, shown.counts
    rows = inbox_rows.inbox(page.rows, at, shows_owner=_shows_owner(request, tab), query=query, current=current)
    return {
        "narrowed": narrowed,
        "tab": tab,
        "slice": page,
        "inbox": rows,
        "is_listed": any(row.is_current for row in rows),
        "counts": counts,
        "waiting_count": counts[Tab.WAITING],
        "tabs": desk.queues(counts),
        "query": query,
    }


def chosen_tab(query: QueryDict) -> Tab:
    """The tab of an address; without one, all leads where a filter is set, else the first answers owed."""
    asked = query.get("tab", "")
    if asked in Tab.values:
        return Tab(asked)
    return Tab.ALL if any(query.get(name) for name in LeadFilter.base_filters) else Tab.WAITING


def lead_context(user: User, found: Lead, at: datetime) -> dict[str, Any]:
    """What one lead's panes need."""
    told = lead_queries.lead_page(found, to=user, at=at)
    return {
        "lead": found,
        "key": uuid4(),
        "inquiries": told.inquiries,
        "clock": inbox_rows.clock_of(found, at),
        "path": desk.path(found),
        "timeline": timeline.timeline(told.entries, undone=told.undone, undoable=told.undoable),
        "why": routing.why(found, [entry.activity for entry in told.entries if entry.activity]),
        "refuses_texts": told.refuses_texts,
        "plan": told.plan,
        "plan_cells": cadences.cells_of(told.plan, found, at) if told.plan else [],
        "outcomes": Outcome.choices,
        "now": at,
        "call_form": CallForm(),
        "note_form": NoteForm(),
        "step_form": NextStepForm(),
        "assign_form": AssignForm(),
        "lost_form": AdvanceForm(),
        "lost_reasons": LOST_REASONS,
        "step_choices": step_choices(at),
    }


def step_choices(at: datetime) -> list[dict[str, Any]]:
    """The usual next steps as one-tap choices; `value` is what `NextStepForm` reads."""
    chosen = [(label, outcomes.morning_in(days, at)) for days, label in STEP_DAYS.items()]
    return [{"label": label, "value": f"{when:%Y-%m-%dT%H:%M}"} for label, when in chosen]
