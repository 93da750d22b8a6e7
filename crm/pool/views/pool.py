"""Pages of the public pool: the list, claim, give back, keep, and the rules."""

from datetime import datetime
from typing import Any

from django.contrib import messages as toasts
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from accounts.permissions import managers
from consultants.models import Consultant
from crm.leads.models import DeskRules, Lead
from crm.leads.services import desk_rules, undo
from crm.leads.views.answers import Answer, say, say_once, to_lead
from crm.pool.errors import YoursAlready
from crm.pool.filters import PoolFilter
from crm.pool.forms.pool import KeepForm, RulesForm
from crm.pool.models import Allowed
from crm.pool.presenters import pool as pool_presenter
from crm.pool.queries import pool as pool_queries
from crm.pool.services import pool
from kit import clock
from kit.errors import Refusal
from kit.filters import narrowed
from kit.forms import shown_anew

PER_PAGE = 25


@never_cache
@desk_only
@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """The leads of the pool, the latest first."""
    return render(request, "crm/pool/pool.html", _context(request))


@never_cache
@desk_only
@require_POST
def claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Claim a lead."""

    def act() -> Answer:
        lead = get_object_or_404(pool_queries.offered_to(request.user, clock.now()), pk=pk)
        lead, action = pool.claim(lead.pk, by=request.user)
        return _("%(name)s is yours now.") % {"name": lead.name}, action

    try:
        say_once(request, act)
    except YoursAlready as refusal:
        toasts.info(request, str(refusal))
    except Refusal as refusal:
        return render(request, "crm/pool/pool.html", _context(request, refusal=str(refusal)), status=422)
    return to_lead(request, pk)


@never_cache
@desk_only
@require_POST
def give_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a lead into the pool."""

    def act() -> Answer:
        lead = get_object_or_404(Lead.objects.on_desk_of(request.user), pk=pk)
        lead, action = pool.give_back(lead.pk, by=request.user)
        return _("%(name)s lies in the pool now.") % {"name": lead.name}, action

    try:
        say_once(request, act)
    except Refusal as refusal:
        return render(request, "crm/pool/pool.html", _context(request, refusal=str(refusal)), status=422)
    return redirect("pool:pool")


@never_cache
@desk_only
@require_POST
def keep(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep a lead out of the pool, or let its days count again."""
    lead = get_object_or_404(Lead.objects.on_desk_of(request.user), pk=pk)
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            lead, action = pool.keep(lead.pk, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            return render(request, "crm/pool/pool.html", _context(request, refusal=str(refusal)), status=422)
        words = _("%(name)s is kept out of the pool.") if lead.kept_at else _("The days of %(name)s count again.")
        say(request, words % {"name": lead.name}, action)
    return to_lead(request, pk)


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: DeskRequest) -> HttpResponse:
    """The rules of the desk: try them on the present leads, then save them."""
    current = DeskRules.objects.current()
    form = RulesForm(request.POST or None, instance=current, initial={"version": current.version})
    counts = None
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        if "preview" in request.POST:
            counts = pool_queries.preview(DeskRules(**values), clock.now())
        else:
            try:
                desk_rules.change(version=form.cleaned_data["version"], **values)
            except Refusal as refusal:
                now = DeskRules.objects.current()
                form = shown_anew(form, refusal, RulesForm.of(now), marker="version", instance=now)
            else:
                toasts.info(request, _("The rules are saved and hold from now on."))
                return redirect("pool:desk-rules")
    context = {
        "form": form,
        "is_previewed": counts is not None,
        "preview": [(stage.label, number) for stage, number in (counts or {}).items()],
        "preview_total": sum((counts or {}).values()),
    }
    return render(request, "crm/pool/desk_rules.html", context, status=422 if form.errors else 200)


def _context(request: DeskRequest, *, refusal: str = "") -> dict[str, Any]:
    at, rules_now = clock.now(), DeskRules.objects.current()
    filters = PoolFilter(request.GET, pool_queries.pooled())
    page = Paginator(narrowed(filters), PER_PAGE).get_page(request.GET.get("page"))
    me, is_manager = Consultant.objects.filter(user=request.user).first(), request.user.sees_all_leads
    returnable = pool_queries.returnable(page.object_list, at) if is_manager else {}
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "form": filters.form,
        "page_obj": page,
        "rows": pool_presenter.rows(page.object_list, at, me=me, rules=rules_now, returnable=returnable),
        "by_system": pool_presenter.by_system(pool_queries.swept(at), pool_queries.rerouted(at)) if is_manager else [],
        "undo_days": undo.LONG_UNDO_WITHIN.days,
        "limits": _limits(me, rules_now, at) if me else [],
        "undoable": pool_queries.undoable(request.user, at),
        "can_claim": me is not None,
        "refusal": refusal,
        "query": query.urlencode(),
        "here": f"{reverse('pool:pool')}?{request.GET.urlencode()}",
        "is_narrowed": any(request.GET.get(name) for name in filters.filters),
        "now": at,
    }


def _limits(me: Consultant, rules: DeskRules, at: datetime) -> list[tuple[str, int, int]]:
    """What a consultant has used of each limit."""
    used = pool_queries.used_today(me, at)
    return [
        (_("Claimed today"), used.get(Allowed.CLAIM, 0), rules.claims_a_day),
        (_("Numbers shown today"), used.get(Allowed.REVEAL, 0), rules.reveals_a_day),
        (_("Kept out of the pool"), pool_queries.kept_count(me), rules.keep_quota),
    ]
