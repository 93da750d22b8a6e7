"""Handing over a desk: look at the proposal, change it lead by lead, move all in one act."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers
from consultants.models import Consultant
from crm.leads.presenters import inbox_rows
from crm.leads.views.answers import say
from crm.pool.forms.hand_over import ReceiversForm, TargetsForm
from crm.pool.queries import hand_over as hand_over_queries
from crm.pool.services import hand_over
from kit import clock
from kit.errors import Refusal


@never_cache
@managers
@require_safe
def desks(request: DeskRequest) -> HttpResponse:
    """Everybody with open leads."""
    return render(request, "crm/pool/hand_over_desks.html", {"desks": hand_over_queries.desks()})


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: DeskRequest, pk: int) -> HttpResponse:
    """One desk: who would get which lead, and the button that moves them all."""
    leaver = get_object_or_404(Consultant, pk=pk)
    if request.method != "POST":
        return render(request, "crm/pool/hand_over.html", _proposed(request, leaver))
    form = TargetsForm(request.POST, shown=request.POST.getlist("shown"))
    if not form.is_valid():
        return render(request, "crm/pool/hand_over.html", _proposed(request, leaver), status=422)
    try:
        action = hand_over.move(leaver.pk, targets=form.targets, by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        return render(request, "crm/pool/hand_over.html", _proposed(request, leaver, refusal=str(refusal)), status=422)
    number = len(form.targets)
    words = ngettext("%(number)s lead of %(name)s has moved.", "%(number)s leads of %(name)s have moved.", number)
    say(request, words % {"number": number, "name": leaver.name}, action)
    return redirect("pool:hand-over-desks")


def _proposed(request: DeskRequest, leaver: Consultant, *, refusal: str = "") -> dict[str, Any]:
    at = clock.now()
    form = ReceiversForm(request.GET or None, leaver=leaver)
    leads, receivers = hand_over_queries.open_leads(leaver), form.receivers
    proposal = hand_over_queries.proposal(leads, receivers)
    return {
        "leaver": leaver,
        "form": form,
        "receivers": receivers,
        "chosen": {one.pk for one in receivers},
        "rows": [
            (row, lead, proposal.get(lead.pk))
            for row, lead in zip(inbox_rows.inbox(leads, at, shows_owner=False), leads, strict=True)
        ],
        "counts": [(one, list(proposal.values()).count(one.pk)) for one in receivers],
        "ended": hand_over_queries.ended_count(leaver),
        "refusal": refusal,
    }
