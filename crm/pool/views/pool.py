"""The public pool's doors: look, claim, put back, keep, and the rules behind it."""

from typing import Any

from django.contrib import messages as toasts
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
from crm.pool.filters import PoolFilter
from crm.pool.forms.pool import GiveBackForm, KeepForm, RulesForm
from crm.pool.presenters import pool as pool_presenter
from crm.pool.queries import pool as pool_queries
from crm.pool.services import pool
from kit import clock
from kit.errors import Refusal
from kit.views import page_number


@never_cache
@desk_only
@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """What lies in the pool, the latest arrival first."""
    return render(request, "crm/pool/pool.html", _context(request))


@never_cache
@desk_only
@require_POST
def claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a lead out of the pool, with one button."""

    def act() -> Answer:
        # A colleague may have been quicker, and then it says who.
        found = get_object_or_404(pool_queries.offered_to(request.user, clock.now()), pk=pk)
        lead, action = pool.claim(found.pk, by=request.user)
        return _("%(name)s is yours now.") % {"name": lead.name}, action

    try:
        say_once(request, act)
    except Refusal as refusal:
        return render(request, "crm/pool/pool.html", _context(request, refusal=str(refusal)), status=422)
    return to_lead(request, pk)


@never_cache
@desk_only
@require_POST
def give_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a lead into the pool."""
    form = GiveBackForm(request.POST)

    def act() -> Answer:
        found = get_object_or_404(Lead.objects.on_desk_of(request.user), pk=pk)
        lead, action = pool.give_back(found.pk, by=request.user, **form.cleaned_data)
        return _("%(name)s lies in the pool now.") % {"name": lead.name}, action

    if form.is_valid():
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
    found = get_object_or_404(Lead.objects.on_desk_of(request.user), pk=pk)
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            lead, action = pool.keep(found.pk, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            return render(request, "crm/pool/pool.html", _context(request, refusal=str(refusal)), status=422)
        words = _("%(name)s is kept out of the pool.") if lead.kept_at else _("The days of %(name)s count again.")
        say(request, words % {"name": lead.name}, action)
    return to_lead(request, pk)


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: DeskRequest) -> HttpResponse:
    """The rules of the desk: try them on the leads of this moment, then save them."""
    now = DeskRules.objects.current()
    form = RulesForm(request.POST or None, instance=now, initial={"version": now.version})
    counted = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            counted = pool_queries.preview(DeskRules(**_values(form)), clock.now())
        else:
            try:
                desk_rules.change(version=form.cleaned_data["version"], **_values(form))
            except Refusal as refusal:
                form = form.shown_anew(refusal, DeskRules.objects.current())
            else:
                toasts.info(request, _("The rules are saved and hold from now on."))
                return redirect("pool:desk-rules")
    context = {
        "form": form,
        "is_previewed": counted is not None,
        "preview": [(stage.label, number) for stage, number in (counted or {}).items()],
        "preview_total": sum((counted or {}).values()),
    }
    return render(request, "crm/pool/desk_rules.html", context, status=422 if form.errors else 200)


def _values(form: RulesForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _context(request: DeskRequest, *, refusal: str = "") -> dict[str, Any]:
    at = clock.now()
    narrowed, rules_now = PoolFilter(request.GET, pool_queries.pooled()), DeskRules.objects.current()
    number = page_number(request)
    me = Consultant.objects.filter(user=request.user).first()
    leads, has_next = pool_queries.page_of(narrowed.qs if narrowed.is_valid() else Lead.objects.none(), number)
    is_manager = request.user.sees_all_leads
    returnable = pool_queries.returnable(leads, at) if is_manager else {}
    said = request.GET.copy()
    said.pop("page", None)
    return {
        "form": narrowed.form,
        "rows": pool_presenter.rows(leads, at, me=me, rules=rules_now, returnable=returnable),
        "by_system": pool_presenter.by_system(pool_queries.swept(at), pool_queries.rerouted(at), at)
        if is_manager
        else [],
        "undo_days": undo.SYSTEM_UNDO_WITHIN.days,
        "meters": pool_presenter.meters(pool_queries.used_today(me, at), pool_queries.kept_count(me), rules_now)
        if me
        else [],
        "done": pool_presenter.done(pool_queries.undoable(request.user, at)),
        "can_claim": me is not None,
        "refusal": refusal,
        "number": number,
        "has_next": has_next,
        "query": said.urlencode(),
        "here": f"{reverse('pool:pool')}?{request.GET.urlencode()}",
        "is_narrowed": any(request.GET.get(name) for name in narrowed.filters),
        "rules": rules_now,
    }
