"""The consultant's desk: the list, and one lead beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm import queries
from crm.forms import AssignForm, CallForm, NextStepForm, NoteForm
from crm.models import Lead
from crm.rules.cadence import Outcome
from crm.rules.stages import OPEN, PATH, Stage
from kit import clock


@never_cache
@desk_only
@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    """The list of one tab, sorted by what is due first; on wide screens the first lead stands open beside it."""
    at = clock.now()
    context = inbox_context(request, at=at)
    template = "crm/desk.html#rows" if request.htmx.target == "rows" else "crm/desk.html"
    return render(request, template, context)


@never_cache
@desk_only
@require_GET
def lead(request: DeskRequest, pk: int) -> HttpResponse:
    """One lead: who, what next, the call box, and the whole diary."""
    found = get_object_or_404(queries.lead_page(request.user), pk=pk)
    return render_lead(request, found)


def render_lead(
    request: DeskRequest, found: Lead, *, status: int = 200, revealed: bool = False, **forms: Any
) -> HttpResponse:
    """The lead's pane for htmx, the whole desk with it for anybody else."""
    at = clock.now()
    context = lead_context(found, at=at, revealed=revealed, **forms)
    if request.htmx:
        return render(request, "crm/_lead.html", context, status=status)
    return render(request, "crm/lead.html", inbox_context(request, at=at) | context, status=status)


def inbox_context(request: DeskRequest, *, at: Any) -> dict[str, Any]:
    """What the list needs."""
    chosen = queries.Desk.from_query(request.GET)
    return {
        "desk": chosen,
        "page": queries.page_of(chosen.leads(request.user, at), request.GET.get("after", "")),
        "now": at,
        "tabs": queries.TABS,
    }


def lead_context(found: Lead, *, at: Any, revealed: bool, **forms: Any) -> dict[str, Any]:
    """What one lead's pane needs."""
    return {
        "lead": found,
        "timeline": queries.timeline(found),
        "path": [(stage, PATH.index(stage) < PATH.index(Stage(found.stage)) if found.stage in PATH else False) for stage in PATH],
        "open_stages": [stage for stage in OPEN if stage != found.stage],
        "outcomes": Outcome,
        "now": at,
        "revealed": revealed,
        "call_form": forms.get("call_form") or CallForm(),
        "note_form": forms.get("note_form") or NoteForm(),
        "step_form": forms.get("step_form") or NextStepForm(),
        "assign_form": forms.get("assign_form") or AssignForm(),
    }
