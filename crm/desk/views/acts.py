"""What a consultant does to a lead: one button, one view, one service verb, the lead's panes back."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.cadences.services import runs
from crm.desk.forms.lead import AdvanceForm, AssignForm, CallForm, NextStepForm, NoteForm, RevealForm, StopForm
from crm.desk.views.desk import render_lead, visible_lead
from crm.leads.models import Action, Lead
from crm.leads.services import leads, tasks
from crm.leads.views.answers import Told, once, to_lead
from crm.pool.services import pool
from kit import throttle
from kit.forms import refusals

Act = Callable[[DeskRequest, Lead, forms.Form], Told]
NOTHING: Told = ("", None)
REVEALS = "60/hour"


def act(form_class: type[forms.Form], shown_as: str) -> Callable[[Act], Callable[..., HttpResponse]]:
    """Wrap an act: find the lead this person may see, read the form, act once, and show the lead again.

    A refusal comes back as 422 with the form as it was filled in; without htmx a success answers with a redirect. Who
    has handed the lead over and may not see it any more goes back to her desk. The same form sent again is answered in
    the same way and writes nothing.
    """

    def decorate(view: Act) -> Callable[..., HttpResponse]:
        @never_cache
        @desk_only
        @require_POST
        @wraps(view)
        def acted(request: DeskRequest, pk: int) -> HttpResponse:
            form = form_class(request.POST)
            if form.is_valid():
                with refusals(form):
                    told = once(request, lambda: view(request, visible_lead(request, pk), form))
                    if told["words"]:
                        toasts.info(request, told["words"], extra_tags=told["undo"])
            if form.errors:
                return render_lead(request, visible_lead(request, pk), status=422, **{shown_as: form})
            if not Lead.objects.visible_to(request.user).filter(pk=pk).exists():
                return HttpResponseClientRedirect(reverse("desk:desk")) if request.htmx else redirect("desk:desk")
            return render_lead(request, visible_lead(request, pk)) if request.htmx else to_lead(request, pk)

        return acted

    return decorate


@act(CallForm, "call_form")
def call(request: DeskRequest, found: Lead, form: forms.Form) -> Told:
    """Log how a call went."""
    lead = leads.log_call(found.pk, by=request.user, **form.cleaned_data)
    return _("Call with %(name)s logged.") % {"name": lead.name}, _latest(request, lead)


@act(AdvanceForm, "lost_form")
def advance(request: DeskRequest, found: Lead, form: forms.Form) -> Told:
    """Move the lead to another stage."""
    said = form.cleaned_data
    lead = leads.advance(found.pk, to=said["to"], lost_reason=said["lost_reason"], by=request.user)
    return _told_of_stage(request, lead)


@act(StopForm, "reopen_form")
def reopen(request: DeskRequest, found: Lead, form: forms.Form) -> Told:
    """Work on a lost lead again."""
    return _told_of_stage(request, leads.reopen(found.pk, by=request.user))


def _told_of_stage(request: DeskRequest, lead: Lead) -> Told:
    words = _("%(name)s: %(stage)s.") % {"name": lead.name, "stage": lead.get_stage_display()}
    return words, _latest(request, lead)


def _latest(request: DeskRequest, lead: Lead) -> Action | None:
    return Action.objects.done_by(request.user).filter(leads__lead=lead, undone_at=None).order_by("-pk").first()


@act(NoteForm, "note_form")
def note(request: DeskRequest, found: Lead, form: forms.Form) -> Told:
    """Write a remark."""
    leads.note(found.pk, by=request.user, **form.cleaned_data)
    return NOTHING


@act(NextStepForm, "step_form")
def next_step(request: DeskRequest, found: Lead, form: forms.Form) -> Told:
    """Plan the next call."""
    tasks.plan_call(found.pk, by=request.user, **form.cleaned_data)
    return NOTHING


@act(StopForm, "stop_form")
def stop_plan(request: DeskRequest, found: Lead, form: forms.Form) -> Told:
    """No automatic step follows any more."""
    runs.stop_by_hand(found.pk, by=request.user)
    return NOTHING


@act(StopForm, "refusal_form")
def refuse_texts(request: DeskRequest, found: Lead, form: forms.Form) -> Told:
    """She wants no more text messages."""
    leads.refuse_texts(found.pk, by=request.user)
    return NOTHING


@act(AssignForm, "assign_form")
def assign(request: DeskRequest, found: Lead, form: forms.Form) -> Told:
    """Hand the lead to a colleague."""
    lead, action = leads.assign(found.pk, by=request.user, **form.cleaned_data)
    return _("%(name)s goes to %(to)s.") % {"name": lead.name, "to": form.cleaned_data["to"].name}, action


@never_cache
@desk_only
@require_POST
def reveal(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the full number once, with a line in the diary; the page itself keeps it masked."""
    found = visible_lead(request, pk)
    form = RevealForm(request.POST)
    if form.is_valid():
        with refusals(form):
            throttle.check(REVEALS, "reveal", str(request.user.pk))
            pool.reveal(found.pk, by=request.user, **form.cleaned_data)
    if form.errors:
        return render_lead(request, found, status=422, call_form=form)
    return render_lead(request, visible_lead(request, pk), revealed=True, purpose=form.cleaned_data["purpose"])
