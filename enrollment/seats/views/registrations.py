"""Registering and cancelling a group."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import DeskRequest
from accounts.permissions import desk
from crm.leads.models import Lead, Organisation
from crm.leads.views.answers import Answer, say_once, to_lead
from enrollment.classes import queries as queries_classes
from enrollment.seats import queries as queries_seats
from enrollment.seats.forms import CancelForm, RegisterForm
from enrollment.seats.models import Registration
from enrollment.seats.services import registrations
from kit import clock
from kit.forms import refusals


@never_cache
@desk
@require_safe
def lead_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """The panel on a lead's page: classes that fit, and what is registered."""
    return _panel(request, _lead(request, pk))


@never_cache
@desk
@require_safe
def organisation_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """The panel on an organisation's page: its classes."""
    organisation = get_object_or_404(Organisation, pk=pk)
    context = {"organisation": organisation, "registrations": queries_seats.registrations_of_organisation(organisation)}
    name = "_organisation_panel.html" if request.htmx else "organisation_panel.html"
    return render(request, f"enrollment/seats/{name}", context)


@never_cache
@desk
@require_POST
def register(request: DeskRequest, pk: int) -> HttpResponse:
    """Register a lead's group for a class."""
    lead = _lead(request, pk)
    form = RegisterForm(request.POST)
    if form.is_valid():
        with refusals(form):
            say_once(request, lambda: _registered(request, lead, form))
    if form.errors:
        return _panel(request, lead, form=form, status=422)
    return _back_to(request, lead)


@never_cache
@desk
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    """Confirm with a reason, then give the seats back."""
    visible = Registration.objects.visible_to(request.user).select_related("session__programme", "lead", "organisation")
    registration = get_object_or_404(visible, pk=pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            say_once(request, lambda: _cancelled(request, pk, form))
            return redirect("desk:lead", pk=registration.lead.merged_into_id or registration.lead_id)
    status = 422 if form.errors else 200
    context = {"registration": registration, "form": form, "key": uuid.uuid4()}
    return render(request, "enrollment/seats/registration_cancel.html", context, status=status)


def _registered(request: DeskRequest, lead: Lead, form: RegisterForm) -> Answer:
    session, seats = form.cleaned_data["session"], form.cleaned_data["seats"]
    made = registrations.open_for(lead.pk, session_id=session.pk, seats=seats, by=request.user)
    words = _("%(name)s is registered for class %(code)s.")
    return words % {"name": lead.name, "code": session.code}, made.action


def _cancelled(request: DeskRequest, pk: int, form: CancelForm) -> Answer:
    ended = registrations.cancel(pk, by=request.user, **form.cleaned_data)
    words = _("The registration of %(buyer)s for class %(code)s is cancelled.")
    return words % {"buyer": ended.buyer, "code": ended.session.code}, ended.cancel_action


def _lead(request: DeskRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _panel(request: DeskRequest, lead: Lead, *, form: RegisterForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        "lead": lead,
        "sessions": queries_classes.fitting(lead, clock.today()) if lead.is_open else [],
        "registrations": queries_seats.registrations_of(lead),
        "form": form or RegisterForm(initial={"seats": lead.head_count}),
        "key": uuid.uuid4(),
    }
    template = "enrollment/seats/_lead_panel.html" if request.htmx else "enrollment/seats/lead_panel.html"
    return render(request, template, context, status=status)


def _back_to(request: DeskRequest, lead: Lead) -> HttpResponse:
    page = to_lead(request, lead.pk)
    return HttpResponseClientRedirect(page.url) if request.htmx else page
