"""Handing over a desk: look at the proposal, change it lead by lead, and move all leads in one action."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers
from consultants.models import Consultant
from crm.leads.views.answers import say
from crm.pool.forms.hand_over import ReceiversForm, TargetsForm
from crm.pool.queries import hand_over as hand_over_queries
from crm.pool.services import hand_over
from kit import clock
from kit.forms import refusals


@never_cache
@managers
@require_safe
def desks(request: DeskRequest) -> HttpResponse:
    """Every consultant with open leads."""
    return render(request, "crm/pool/hand_over_desks.html", {"desks": hand_over_queries.desks()})


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: DeskRequest, pk: int) -> HttpResponse:
    """One desk: who would get which lead, and the button that moves all of them."""
    leaver = get_object_or_404(Consultant, pk=pk)
    if request.method != "POST":
        return render(request, "crm/pool/hand_over.html", _proposal(request, leaver))
    form = TargetsForm(request.POST, shown=request.POST.getlist("shown"))
    if form.is_valid():
        with refusals(form):
            reason = form.cleaned_data["reason"]
            action = hand_over.move(leaver.pk, targets=form.targets, by=request.user, reason=reason)
            number = len(form.targets)
            words = ngettext(
                "%(number)s lead of %(name)s has moved.", "%(number)s leads of %(name)s have moved.", number
            )
            say(request, words % {"number": number, "name": leaver.name}, action)
            return redirect("pool:hand-over-desks")
    return render(request, "crm/pool/hand_over.html", _proposal(request, leaver) | {"targets": form}, status=422)


def _proposal(request: DeskRequest, leaver: Consultant) -> dict[str, Any]:
    form = ReceiversForm(request.GET or None, leaver=leaver)
    leads, receivers = hand_over_queries.open_leads(leaver), form.receivers
    proposal = hand_over_queries.proposal(leads, receivers)
    return {
        "leaver": leaver,
        "form": form,
        "receivers": [(receiver, list(proposal.values()).count(receiver.pk)) for receiver in receivers],
        "rows": [(lead, proposal.get(lead.pk)) for lead in leads],
        "ended": hand_over_queries.ended_count(leaver),
        "now": clock.now(),
    }
