"""The page of one lead, with the inbox beside it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.models import User
from accounts.permissions import desk as desk_only
from crm.cadences.presenters import lead as cadences
from crm.desk.forms.lead import AdvanceForm, AssignForm, CallForm, NextStepForm, NoteForm
from crm.desk.presenters.lead import path
from crm.desk.queries.lead import lead_page
from crm.desk.views.inbox import chosen_tab, inbox_context, shows_owner, tabs_context
from crm.leads.models import Activity, Lead
from crm.leads.presenters import details, timeline
from crm.leads.rules import outcomes
from crm.leads.rules.details import OF_THE_PERSON, OF_THE_WISH
from crm.leads.rules.lost_reasons import LostReason
from crm.leads.rules.outcomes import Outcome
from crm.routing.presenters import why
from kit import clock

# The panels of the composer behind its first one; a form that came back with errors opens its own.
PANELS = ("step", "assign", "lost")
STEP_DAYS = {1: _("Tomorrow"), 3: _("In 3 days"), 7: _("In a week")}


@never_cache
@desk_only
@require_safe
def lead(request: DeskRequest, pk: int) -> HttpResponse:
    """One lead: who, what next, the call box, and the whole timeline."""
    return render_lead(request, visible_lead(request, pk))


def visible_lead(request: DeskRequest, pk: int) -> Lead:
    """The lead with its organisation and owner; 404 for a user who may not see it."""
    visible = Lead.objects.visible_to(request.user).select_related("organisation", "owner")
    return get_object_or_404(visible, pk=pk)


def render_lead(request: DeskRequest, lead: Lead, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The lead's panes alone for htmx, else the inbox with them; `shown` replaces what the panes show by default."""
    at = clock.now()
    panel = next((name for name in PANELS if f"{name}_form" in shown), "note")
    context = lead_context(request.user, lead, at) | shown | {"panel": panel}
    if lead.owner_id:
        context["assign_form"].leave_out(lead.owner_id)
    if not request.htmx:
        return render(request, "crm/desk/lead.html", inbox_context(request, at=at) | context, status=status)
    if request.method == "POST":
        context |= list_beside(request, at)
    return render(request, "crm/desk/_lead_panes.html", context, status=status)


def list_beside(request: DeskRequest, at: datetime) -> dict[str, Any]:
    """What an action changes in the list beside the lead: the counts, and the row of the lead."""
    query = QueryDict(urlsplit(request.htmx.current_url or "").query)
    return {
        "acted": True,
        "query": query.urlencode(),
        "shows_owner": shows_owner(request.user, query),
        **tabs_context(request.user, chosen_tab(query), at),
    }


def lead_context(user: User, lead: Lead, at: datetime) -> dict[str, Any]:
    """What the panes of one lead show."""
    page = lead_page(lead, to=user, at=at)
    return {
        "lead": lead,
        "key": uuid4(),
        "inquiries": page.inquiries,
        "path": path(lead),
        "person": details.details(lead, OF_THE_PERSON),
        "wish": details.details(lead, OF_THE_WISH),
        "timeline": timeline.timeline(page.timeline, undone=page.undone, undoable=page.undoable),
        "why": why.explain(lead, [entry for entry in page.timeline if isinstance(entry, Activity)]),
        "refuses_texts": page.refuses_texts,
        "plan": page.plan,
        "plan_cells": cadences.cells_of(page.plan, lead, at) if page.plan else [],
        "outcomes": Outcome.choices,
        "now": at,
        "call_form": CallForm(),
        "note_form": NoteForm(),
        "step_form": NextStepForm(),
        "assign_form": AssignForm(),
        "lost_form": AdvanceForm(),
        "lost_reasons": LostReason.choices,
        "step_choices": [(label, outcomes.morning_in(days, at)) for days, label in STEP_DAYS.items()],
    }
