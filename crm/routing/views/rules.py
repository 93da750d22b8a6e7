"""The pages of the routing rules: edit them, try them on the last thirty days, save them, restore a version."""

from collections import Counter
from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import DeskRequest
from accounts.permissions import managers
from consultants import queries as consultants
from crm.routing.forms import rules as rule_forms
from crm.routing.models import RoutingRuleSet
from crm.routing.presenters import replay as replay_presenter
from crm.routing.queries import replay as replay_queries
from crm.routing.rules import replay as replay_rules
from crm.routing.services import rule_sets
from kit import clock, text
from kit.errors import Refusal
from kit.versions import with_version

VERSIONS_SHOWN = 12
CHANGES_SHOWN = 30


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest) -> HttpResponse:
    """The ordered rules: try them, then save them."""
    now = RoutingRuleSet.objects.active().first()
    set_form, rules = rule_forms.forms_for(request.POST or None, now)
    context: dict[str, Any] = {}
    is_valid = request.method == "POST" and set_form.is_valid() and rules.is_valid()
    if is_valid and "preview" in request.POST:
        context = _replay(set_form, rules)
    elif is_valid:
        try:
            saved = rule_sets.publish(rules=rules.values, by=request.user, **set_form.cleaned_data)
        except Refusal as refusal:
            context = {"refusal": str(refusal)}
            # What was typed stays; a manager who saves once more has read that there is another version.
            set_form, rules = rule_forms.forms_for(with_version(request.POST, "set-version", now), now)
        else:
            return _saved(request, saved)
    status = 422 if set_form.errors or rules.total_error_count() or "refusal" in context else 200
    here = {person.consultant.pk for person in consultants.roster(clock.now())}
    shown = {
        "now": now,
        "set_form": set_form,
        "rules": rules,
        "warnings": rule_forms.warnings(now, here) if now else [],
        "versions": RoutingRuleSet.objects.select_related("made_by")[:VERSIONS_SHOWN],
    }
    return render(request, "crm/routing/routing_rules.html", shown | context, status=status)


@never_cache
@managers
@require_POST
def restore(request: DeskRequest, version: int) -> HttpResponse:
    """Make an earlier version active again."""
    earlier = get_object_or_404(RoutingRuleSet.objects.select_related("fallback"), version=version)
    seen = text.number(request.POST.get("version", ""))
    try:
        saved = rule_sets.restore(earlier, version=seen or 0, by=request.user)
    except Refusal as refusal:
        toasts.error(request, str(refusal))
        return redirect("routing:routing-rules")
    return _saved(request, saved)


def _saved(request: DeskRequest, rule_set: RoutingRuleSet) -> HttpResponse:
    toasts.info(request, _("Version %(version)s is active from now on.") % {"version": rule_set.version})
    return redirect("routing:routing-rules")


def _replay(set_form: rule_forms.SetForm, rules: rule_forms.Rules) -> dict[str, Any]:
    at = clock.now()
    roster = consultants.roster(at)
    names = {person.consultant.pk: person.consultant.name for person in roster}
    past = replay_queries.past_choices(roster, at)
    changes = replay_rules.replay(past.pasts, rule_forms.as_rule_set(set_form, rules))
    got = Counter(past.got for past in past.pasts)
    less, more = Counter(change.past.got for change in changes), Counter(change.would for change in changes)
    return {
        "at": at,
        "tried": len(past.pasts),
        "sum": replay_presenter.sum_of(past),
        "moved": len(changes),
        "desks": [(name, got[pk], got[pk] - less[pk] + more[pk]) for pk, name in names.items()],
        "changes": [
            (past.leads[change.past.lead_id], names.get(change.past.got, "—"), names.get(change.would, "—"))
            for change in reversed(changes[-CHANGES_SHOWN:])
        ],
    }
