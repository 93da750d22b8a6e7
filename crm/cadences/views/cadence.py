"""The follow-up plan's doors: edit it, try it on the last thirty days, save it, bring a version back; its board."""

from datetime import timedelta
from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers
from crm.cadences.forms import cadence as cadence_forms
from crm.cadences.models import Cadence
from crm.cadences.presenters import cadence as cadence_presenter
from crm.cadences.queries import cadence as cadence_queries
from crm.cadences.services import cadences
from kit import clock, text
from kit.errors import Refusal
from kit.versions import with_version

VERSIONS_SHOWN = 12
SOON = timedelta(hours=24)


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: DeskRequest) -> HttpResponse:
    """The steps in order: try them, then save them."""
    now, wordings = Cadence.objects.active().first(), cadence_queries.wordings()
    said, steps = cadence_forms.forms_for(request.POST or None, now, wordings)
    context: dict[str, Any] = {}
    is_valid = request.method == "POST" and said.is_valid() and steps.is_valid()
    if is_valid and "preview" in request.POST:
        context = _tried(said, steps, wordings)
    elif is_valid:
        try:
            made = cadences.publish(plan=steps.plan, by=request.user, **said.cleaned_data)
        except Refusal as refusal:
            context = {"refusal": str(refusal)}
            # What was typed stays; whoever saves once more has read that there is another version.
            said, steps = cadence_forms.forms_for(with_version(request.POST, "plan-version", now), now, wordings)
        else:
            toasts.info(request, _("Version %(version)s holds for leads from now on.") % {"version": made.version})
            return redirect("cadences:cadence")
    status = 422 if said.errors or steps.total_error_count() or "refusal" in context else 200
    template = "crm/cadences/_cadence_editor.html" if request.htmx else "crm/cadences/cadence.html"
    versions = Cadence.objects.select_related("made_by")[:VERSIONS_SHOWN]
    shown = {"now": now, "said": said, "steps": steps, "wordings": wordings, "versions": versions}
    return render(request, template, shown | context, status=status)


@never_cache
@managers
@require_POST
def restore(request: DeskRequest, version: int) -> HttpResponse:
    """Let an earlier version hold again."""
    earlier = get_object_or_404(Cadence, version=version)
    seen = text.number(request.POST.get("version", ""))
    try:
        made = cadences.restore(earlier, version=seen or 0, by=request.user)
    except Refusal as refusal:
        toasts.error(request, str(refusal))
    else:
        toasts.info(request, _("Version %(version)s holds for leads from now on.") % {"version": made.version})
    return redirect("cadences:cadence")


@never_cache
@managers
@require_safe
def board(request: DeskRequest) -> HttpResponse:
    """How a version goes: its steps with their counts, what comes next, and whether it does any good."""
    at = clock.now()
    asked = request.GET.get("version")
    wanted = Cadence.objects.filter(version=text.number(asked) or 0) if asked else Cadence.objects.active()
    shown = get_object_or_404(wanted)
    found = cadence_queries.board(shown)
    soon = cadence_queries.coming(at, at + SOON)[: cadence_queries.COMING_SHOWN]
    context = {
        "board": found,
        "rows": cadence_presenter.board_rows(found, cadence_queries.wordings()),
        "measures": cadence_presenter.compared(found.measures),
        "coming": cadence_presenter.coming(soon, at),
        "versions": Cadence.objects.values_list("version", flat=True)[:VERSIONS_SHOWN],
    }
    return render(request, "crm/cadences/cadence_board.html", context)


def _tried(
    said: cadence_forms.PlanForm, steps: cadence_forms.Steps, wordings: list[cadence_queries.Wording]
) -> dict[str, Any]:
    at = clock.now()
    held = said.cleaned_data
    past_leads = cadence_queries.past_leads(at)
    found = cadence_presenter.tried(
        steps.plan,
        past_leads,
        version=held["version"] + 1,
        control_percent=held["control_percent"],
        wordings=wordings,
        at=at,
    )
    planned = cadence_queries.coming(at, at + timedelta(days=cadence_queries.DAYS))
    return {
        "tried": found,
        "planned": cadence_presenter.coming(planned[: cadence_presenter.LEADS_SHOWN], at),
        "planned_total": planned.count(),
    }
