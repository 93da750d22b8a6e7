"""The visitor's own page: no more messages, or messages again; and the list of refusals for colleagues."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import DeskRequest
from accounts.permissions import desk
from kit import phones, throttle
from kit.filters import narrowed
from messaging.filters import ConsentFilter, OptOutFilter
from messaging.forms import ConsentForm, RefusalForm
from messaging.models import Consent, How, Message, OptOut
from messaging.services import opt_outs
from messaging.tables import ConsentTable, OptOutTable


@csrf_exempt  # the link is the authority, and a browser without cookies may refuse as well
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether a number is closed, and carry out its owner's choice; the link was in a message from us."""
    throttle.check(settings.REFUSALS_PER_ADDRESS, "refuse", throttle.network(request))
    number = opt_outs.recipient_of(token)
    if number is None:
        raise Http404
    if request.method == "POST":
        act = opt_outs.lift if request.POST.get("choice") == "accept" else opt_outs.record
        act(number, by=None, how=How.PAGE)
        return redirect(request.path)
    context = {"number": phones.mask(number), "is_out": opt_outs.is_out(number)}
    return render(request, "messaging/refuse.html", context)


@never_cache
@desk
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out_list(request: DeskRequest) -> HttpResponse:
    """Who wants no messages; a refusal given by telephone is recorded here."""
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opt_outs.record(form.cleaned_data["number"], by=request.user, how=How.DESK, note=form.cleaned_data["note"])
        return redirect("messaging:opt-out-list")
    filters = OptOutFilter(request.GET, OptOut.objects.active().select_related("by"))
    context = {
        "form": form,
        "filter_form": filters.form,
        "table": OptOutTable.page(request, narrowed(filters)),
    }
    return render(request, "messaging/opt_out_list.html", context, status=422 if form.errors else 200)


@desk
@require_POST
def opt_out_lift(request: DeskRequest, pk: int) -> HttpResponse:
    """A visitor told a colleague to send messages again."""
    line = get_object_or_404(OptOut, pk=pk)
    opt_outs.lift(line.number, by=request.user, how=How.DESK)
    return redirect("messaging:opt-out-list")


@never_cache
@desk
@require_http_methods(["GET", "HEAD", "POST"])
def consent_list(request: DeskRequest) -> HttpResponse:
    """Who agreed to what, and to which words; what was said or signed is written down here."""
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opt_outs.consent(**form.cleaned_data, by=request.user, how=How.DESK)
        return redirect("messaging:consent-list")
    filters = ConsentFilter(request.GET, Consent.objects.select_related("by").order_by("-id"))
    context = {
        "form": form,
        "filter_form": filters.form,
        "table": ConsentTable.page(request, narrowed(filters)),
    }
    return render(request, "messaging/consent_list.html", context, status=422 if form.errors else 200)


@desk
@require_POST
def opt_out_message(request: DeskRequest, uuid: UUID) -> HttpResponse:
    """One click beside a message: its recipient wants no more of them."""
    message = get_object_or_404(Message.objects.exclude(to_number=""), uuid=uuid)
    opt_outs.record(message.to_number, by=request.user, how=How.DESK)
    return redirect("messaging:opt-out-list")
