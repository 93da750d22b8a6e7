"""A consultant's own duty: what comes, swaps, leave and the calendar feed."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk
from accounts.permissions import managers as managers_only
from consultants import presenters, queries
from consultants.forms.people import LeaveForm, SwapForm
from consultants.models import Consultant, Leave, Swap
from consultants.services import feeds, leaves, swaps
from kit import clock
from kit.errors import Refusal
from kit.forms import refusals


@never_cache
@desk
@require_safe
def mine(request: DeskRequest) -> HttpResponse:
    """The coming four weeks."""
    return _render(request, _consultant(request))


@never_cache
@desk
@require_POST
def swap_propose(request: DeskRequest) -> HttpResponse:
    """Ask a colleague to exchange a day."""
    consultant = _consultant(request)
    form = SwapForm(request.POST, consultant=consultant)
    if form.is_valid():
        with refusals(form):
            swaps.propose(consultant.pk, **form.cleaned_data)
    return _answer(request, consultant, form, "swap_form", _("Proposed; your colleague or a manager answers."))


@never_cache
@desk
@require_POST
def leave_request(request: DeskRequest) -> HttpResponse:
    """Ask for leave."""
    consultant = _consultant(request)
    form = LeaveForm(request.POST, consultant=consultant)
    if form.is_valid():
        starts_at, ends_at = form.span
        with refusals(form):
            cover, reason = form.cleaned_data["cover"], form.cleaned_data["reason"]
            leaves.request(consultant.pk, starts_at=starts_at, ends_at=ends_at, cover=cover, reason=reason)
    return _answer(request, consultant, form, "leave_form", _("Asked for; a manager answers."))


@never_cache
@desk
@require_POST
def swap_answer(request: DeskRequest, pk: int) -> HttpResponse:
    """Accept or decline; the asker takes it back."""
    found = get_object_or_404(Swap.objects.visible_to(request.user), pk=pk)
    act = swaps.accept if "accept" in request.POST else swaps.decline
    try:
        act(found.pk, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(request)


@never_cache
@managers_only
@require_POST
def leave_answer(request: DeskRequest, pk: int) -> HttpResponse:
    """Confirm or decline a request for leave, or end leave early."""
    found = get_object_or_404(Leave.objects.visible_to(request.user), pk=pk)
    act = leaves.end if "end" in request.POST else leaves.confirm if "confirm" in request.POST else leaves.decline
    try:
        act(found.pk, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(request)


@never_cache
@desk
@require_POST
def feed_renew(request: DeskRequest) -> HttpResponse:
    """Make or revoke the secret address; it is shown in this answer only."""
    consultant = _consultant(request)
    if "revoke" in request.POST:
        feeds.revoke(consultant.pk)
        return redirect("consultants:mine")
    return _render(request, consultant, feed_key=feeds.renew(consultant.pk))


def _consultant(request: DeskRequest) -> Consultant:
    return get_object_or_404(Consultant.objects.active(), user=request.user)


def _answer(
    request: DeskRequest, consultant: Consultant, form: SwapForm | LeaveForm, name: str, done: str
) -> HttpResponse:
    if form.errors:
        return _render(request, consultant, status=HTTPStatus.UNPROCESSABLE_ENTITY, **{name: form})
    messages.success(request, done)
    return redirect("consultants:mine")


def _back(request: DeskRequest) -> HttpResponse:
    return redirect("consultants:roster" if request.user.sees_all_leads else "consultants:mine")


def _render(request: DeskRequest, consultant: Consultant, *, status: int = HTTPStatus.OK, **shown: Any) -> HttpResponse:
    plan = queries.days_plan(clock.today(), presenters.OWN_DAYS)
    own = presenters.own_days(plan, consultant)
    context = {
        "me": consultant,
        "days": own,
        "is_known": all(one.is_known for one in own),
        "swaps": Swap.objects.visible_to(request.user).select_related("asker", "colleague")[:10],
        "leaves": Leave.objects.filter(consultant=consultant).select_related("cover")[:10],
        "feed": consultant.feeds.filter(revoked_at=None).first(),
        "swap_form": SwapForm(consultant=consultant),
        "leave_form": LeaveForm(consultant=consultant),
    }
    return render(request, "consultants/mine.html", context | shown, status=status)
