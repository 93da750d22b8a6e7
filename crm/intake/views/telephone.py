"""A telephone call: look the number up while it is typed, and write the call down."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.intake.forms.telephone import HEARD, CallerForm, LookUpForm
from crm.intake.queries import telephone as telephone_queries
from crm.intake.queries.telephone import Caller
from crm.intake.services import telephone
from crm.intake.services.telephone import Call
from crm.leads.forms import as_written
from crm.leads.models import Lead
from crm.leads.presenters import timeline
from crm.leads.views.answers import Answer, say_once
from kit import clock, throttle
from kit.forms import refusals

LOOK_UPS = "120/minute"


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def telephone_calls(request: DeskRequest) -> HttpResponse:
    """One address: the page, the answer while a number is typed, and the form."""
    if request.method == "POST":
        return _take(request)
    form = LookUpForm(request.GET or None)
    caller = None
    if form.is_valid():
        with refusals(form):
            throttle.check(LOOK_UPS, "telephone", str(request.user.pk))
            caller = telephone_queries.look_up(form.cleaned_data["phone"], by=request.user)
    return _show(request, form, caller)


def _take(request: DeskRequest) -> HttpResponse:
    form = CallerForm(request.POST, auto_id="caller_%s")
    if form.is_valid():
        call = Call(**form.cleaned_data, head_count_raw=as_written(form))
        with refusals(form):
            say_once(request, lambda: _written(request, call))
            lead = Lead.objects.of_caller(call.phone, call.name).latest("last_asked_at")
            return redirect(lead if _may_open(request, lead) else "intake:telephone")
    look_up = LookUpForm(request.POST)
    caller = telephone_queries.look_up(look_up.cleaned_data["phone"], by=request.user) if look_up.is_valid() else None
    return _show(request, look_up, caller, caller_form=form, status=422)


def _show(
    request: DeskRequest,
    form: LookUpForm,
    caller: Caller | None,
    *,
    caller_form: CallerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    context: dict[str, Any] = {
        "form": form,
        "caller": caller,
        "now": at,
        "typed": form.data.get("phone", ""),
        "key": uuid.uuid4(),
    }
    if caller:
        known = {"name": caller.lead.name, "head_count": caller.lead.head_count} if caller.lead else {}
        context |= {
            "taps": telephone_queries.recent_taps(request.user, at),
            "outcomes": [(outcome.value, outcome.label) for outcome in HEARD],
            "caller_form": caller_form or CallerForm.blank(caller.phone.raw, **known),
            "last": next(timeline.timeline([caller.last])) if caller.last else None,
            "is_colleagues": bool(caller.lead and caller.lead.is_open and caller.lead.owner and not caller.is_visible),
        }
    template = "crm/intake/_caller.html" if request.htmx else "crm/intake/telephone.html"
    return render(request, template, context, status=status)


def _written(request: DeskRequest, call: Call) -> Answer:
    """Write the call down; what became of it is said to a consultant who may not open the lead."""
    inquiry = telephone.take(call, by=request.user)
    lead = inquiry.lead
    words = _("The message is left; the consultant gets a text.")
    if lead is not None and _may_open(request, lead):
        words = _("The call is written down.")
    elif call.outcome is not None and lead is not None and lead.owner is not None:
        words = _("The call is written down; %(name)s knows this caller or the organisation and goes on with it.")
        words %= {"name": lead.owner.name}
    return words, inquiry.telephone_action


def _may_open(request: DeskRequest, lead: Lead) -> bool:
    return Lead.objects.visible_to(request.user).filter(pk=lead.pk).exists()
