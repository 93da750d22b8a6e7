"""The gateways: status, pace, self-check."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers
from kit import clock
from messaging import gateways, queries
from messaging.forms import CheckForm, PaceForm
from messaging.gateways.base import Gateway
from messaging.models import Channel
from messaging.services import self_check, senders


@never_cache
@managers
@require_safe
def gateway_list(request: DeskRequest) -> HttpResponse:
    """Each gateway with its breaker, its pause and its pace."""
    return render(request, "messaging/gateway_list.html", page_context())


@never_cache
@managers
@require_POST
def gateway_check(request: DeskRequest, name: str) -> HttpResponse:
    """Ask one gateway about itself, with a dry run to a number; nothing is sent."""
    gateway, form = configured(name), CheckForm(request.POST)
    if not form.is_valid():
        return render(
            request, "messaging/gateway_list.html", {**page_context(), "checked": name, "form": form}, status=422
        )
    findings = self_check.run(gateway, number=form.cleaned_data["number"] or self_check.UNUSED_NUMBER)
    context = {**page_context(), "checked": name, "findings": findings, "form": form}
    return render(request, "messaging/gateway_list.html", context)


@managers
@require_POST
def gateway_resume(request: DeskRequest, name: str) -> HttpResponse:
    """The trouble has been put right."""
    senders.resume(configured(name).name)
    return redirect("messaging:gateway-list")


@managers
@require_POST
def gateway_pace(request: DeskRequest, name: str) -> HttpResponse:
    """Set how many messages a second may leave."""
    gateway, form = configured(name), PaceForm(request.POST)
    if not form.is_valid():
        context = {**page_context(), "paced": name, "pace_form": form}
        return render(request, "messaging/gateway_list.html", context, status=422)
    senders.set_pace(gateway.name, form.cleaned_data["per_second"])
    return redirect("messaging:gateway-list")


def configured(name: str) -> Gateway:
    """A configured gateway, or 404."""
    gateway = gateways.named(name)
    if gateway is None:
        raise Http404
    return gateway


def page_context() -> dict[str, object]:
    """What the page shows."""
    at = clock.now()
    names = [gateway.name for gateway in gateways.every()]
    texting = [gateway.name for gateway in gateways.for_channel(Channel.SMS)]
    return {"statuses": queries.sender_statuses(names, at), "texting": texting, "health": queries.health(at)}
