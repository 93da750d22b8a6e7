"""The pages of the follow-up plan: edit, try and save it, restore a version, see how a version performs."""

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
from crm.cadences.forms import plan as plan_forms
from crm.cadences.models import Cadence
from crm.cadences.presenters import board as board_presenter
from crm.cadences.presenters import lead as lead_presenter
from crm.cadences.presenters import step as step_presenter
from crm.cadences.presenters import trial as trial_presenter
from crm.cadences.queries import board as board_queries
from crm.cadences.queries import past, templates
from crm.cadences.services import plans
from kit import clock, text
from kit.errors import Refusal
from kit.versions import with_version

VERSIONS_SHOWN = 12


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest) -> HttpResponse:
    """The steps in order: try them, then save them."""
    now, titles = Cadence.objects.active().first(), templates.titles()
    plan_form, steps = plan_forms.forms_for(request.POST or None, now, titles)
    context: dict[str, Any] = {}
    is_valid = request.method == "POST" and plan_form.is_valid() and steps.is_valid()
    if is_valid and "preview" in request.POST:
        context = _trial(plan_form, steps, titles)
    elif is_valid:
        try:
            saved = plans.publish(plan=steps.plan, by=request.user, **plan_form.cleaned_data)
        except Refusal as refusal:
            context = {"refusal": str(refusal)}
            # What was typed stays; a manager who saves once more has read that there is another version.
            plan_form, steps = plan_forms.forms_for(with_version(request.POST, "plan-version", now), now, titles)
        else:
            return _saved(request, saved)
    status = 422 if plan_form.errors or steps.total_error_count() or "refusal" in context else 200
    template = "crm/cadences/_cadence_editor.html" if request.htmx else "crm/cadences/cadence.html"
    versions = Cadence.objects.select_related("made_by")[:VERSIONS_SHOWN]
    shown = {"now": now, "plan_form": plan_form, "steps": steps, "versions": versions}
    return render(request, template, shown | context, status=status)


@never_cache
@managers
@require_POST
def restore(request: DeskRequest, version: int) -> HttpResponse:
    """Make an earlier version active again."""
    earlier = get_object_or_404(Cadence, version=version)
    seen = text.number(request.POST.get("version", ""))
    try:
        saved = plans.restore(earlier, version=seen or 0, by=request.user)
    except Refusal as refusal:
        toasts.error(request, str(refusal))
        return redirect("cadences:cadence")
    return _saved(request, saved)


@never_cache
@managers
@require_safe
def board(request: DeskRequest) -> HttpResponse:
    """How a version performs: its steps with their counts, what comes next, and whether it has an effect."""
    at = clock.now()
    cadence = get_object_or_404(board_queries.version_of(request.GET.get("version", "")))
    shown = board_queries.board(cadence, at)
    context = {
        "board": shown,
        "rows": step_presenter.rows_of(shown.steps, templates.titles()),
        "measures": board_presenter.measure_rows(shown.measures),
        "coming": lead_presenter.coming(shown.coming, at),
        "versions": Cadence.objects.values_list("version", flat=True)[:VERSIONS_SHOWN],
    }
    return render(request, "crm/cadences/cadence_board.html", context)


def _saved(request: DeskRequest, cadence: Cadence) -> HttpResponse:
    words = _("Version %(version)s is active for leads from now on.") % {"version": cadence.version}
    toasts.info(request, words)
    return redirect("cadences:cadence")


def _trial(plan_form: plan_forms.PlanForm, steps: plan_forms.Steps, titles: dict[str, str]) -> dict[str, Any]:
    at, values = clock.now(), plan_form.cleaned_data
    trials = past.try_plan(steps.plan, version=values["version"] + 1, control_percent=values["control_percent"], at=at)
    planned = board_queries.coming(at + timedelta(days=past.DAYS))
    return {
        "at": at,
        "trial": trial_presenter.present(steps.plan, trials, titles, at),
        "planned": lead_presenter.coming(planned[: trial_presenter.LEADS_SHOWN], at),
        "planned_total": planned.count(),
    }
