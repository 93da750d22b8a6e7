"""The routing rules' doors: edit them, try them on the last thirty days, save them, bring an earlier version back."""

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
from crm.routing.forms import routing as routing_forms
from crm.routing.models import RoutingRuleSet
from crm.routing.presenters import routing as routing_presenter
from crm.routing.queries import replay as replay_queries
from crm.routing.rules import replay as replay_rules
from crm.routing.services import routing_rules
from kit import clock, text
from kit.errors import Refusal
from kit.templatetags import days
from kit.versions import with_version

VERSIONS_SHOWN = 12
OTHERS_SHOWN = 30


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: DeskRequest) -> HttpResponse:
    """The ordered rules: try them, then save them."""
    now = RoutingRuleSet.objects.active().first()
    said, ruled = routing_forms.forms_for(request.POST or None, now)
    context: dict[str, Any] = {}
    is_valid = request.method == "POST" and said.is_valid() and ruled.is_valid()
    if is_valid and "preview" in request.POST:
        context = _tried(said, ruled)
    elif is_valid:
        try:
            made = routing_rules.publish(rules=ruled.values, by=request.user, **said.cleaned_data)
        except Refusal as refusal:
            context = {"refusal": str(refusal)}
            # What was typed stays; whoever saves once more has read that there is another version.
            said, ruled = routing_forms.forms_for(with_version(request.POST, "set-version", now), now)
        else:
            toasts.info(request, _("Version %(version)s holds from now on.") % {"version": made.version})
            return redirect("routing:routing-rules")
    status = 422 if said.errors or ruled.total_error_count() or "refusal" in context else 200
    return render(
        request,
        "crm/routing/routing_rules.html",
        _screen(now) | {"said": said, "ruled": ruled} | context,
        status=status,
    )


@never_cache
@managers
@require_POST
def restore(request: DeskRequest, version: int) -> HttpResponse:
    """Let an earlier version hold again."""
    earlier = get_object_or_404(RoutingRuleSet.objects.select_related("fallback"), version=version)
    seen = text.number(request.POST.get("version", ""))
    try:
        made = routing_rules.restore(earlier, version=seen or 0, by=request.user)
    except Refusal as refusal:
        toasts.error(request, str(refusal))
    else:
        toasts.info(request, _("Version %(version)s holds from now on.") % {"version": made.version})
    return redirect("routing:routing-rules")


def _screen(now: RoutingRuleSet | None) -> dict[str, Any]:
    here = {one.consultant.pk for one in consultants.roster(clock.now())}
    return {
        "now": now,
        "warnings": routing_forms.warnings(now, here) if now else [],
        "versions": RoutingRuleSet.objects.select_related("made_by")[:VERSIONS_SHOWN],
    }


def _tried(said: routing_forms.SetForm, ruled: routing_forms.Rules) -> dict[str, Any]:
    at = clock.now()
    roster = consultants.roster(at)
    names = {one.consultant.pk: one.consultant.name for one in roster}
    past = replay_queries.past_choices(roster, at)
    others = replay_rules.replay(past.pasts, routing_forms.as_rule_set(said, ruled))
    got = Counter(past.got for past in past.pasts)
    less, more = Counter(other.past.got for other in others), Counter(other.would for other in others)
    return {
        "tried": len(past.pasts),
        "sum": routing_presenter.sum_of(past),
        "moved": len(others),
        "desks": [(name, got[pk], got[pk] - less[pk] + more[pk]) for pk, name in names.items()],
        "others": [
            {
                "url": past.leads[other.past.lead_id].get_absolute_url(),
                "lead": past.leads[other.past.lead_id],
                "asked": days.short(past.leads[other.past.lead_id].asked_at, at),
                "got": names.get(other.past.got, "—"),
                "would": names.get(other.would, "—"),
            }
            for other in reversed(others[-OTHERS_SHOWN:])
        ],
    }
