"""What a consultant does with a lead: one button, one view, one service call, and the lead's panes as the answer."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, push_url

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.cadences.services import runs
from crm.desk.forms.lead import (
    AdvanceForm,
    AgainForm,
    AssignForm,
    CallForm,
    ConfirmForm,
    NoteForm,
    PinForm,
    RevealForm,
    SpokenStepForm,
)
from crm.desk.forms.text import TextForm
from crm.desk.presenters.lead import not_told
from crm.desk.queries.spoken import next_step_in_words
from crm.desk.rules.tabs import Tab
from crm.desk.views.inbox_list import address_of, chosen_tab, of_the_list, place_of
from crm.desk.views.lead import render_lead, render_next
from crm.desk.views.visible import follows_merges, visible_lead
from crm.leads.models import Action, Lead
from crm.leads.rules.outcomes import CONSEQUENCES
from crm.leads.services import leads, pins, texts
from crm.leads.services.tasks import NextStep
from crm.leads.views.answers import Answer, say_once, to_lead
from crm.pool.services import pool
from kit import clock, throttle
from kit.forms import refusals
from messaging.services import permission

View = Callable[[DeskRequest, Lead, forms.Form], Answer]
REVEALS = "60/hour"


def action(
    form_class: type[forms.Form], shown_as: str, *, panel: str = "note", finishes: bool = False
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Wrap a view that acts on one lead: find the lead, read the form, act once, and show the lead again with a panel.

    A refusal is answered with 422 and the form as it was filled in (`shown_as` names it in the template). Without htmx
    a success is answered with a redirect. A user who may not see the lead any more is sent to the inbox. The same form
    sent again gets the same answer and writes nothing. Beside the queue, what `finishes` a lead opens the next one.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @never_cache
        @desk_only
        @require_POST
        @follows_merges
        @wraps(view)
        def decorated(request: DeskRequest, pk: int) -> HttpResponse:
            if request.POST.get("written_by", str(request.user.pk)) != str(request.user.pk):
                # Kept on the device for another user, who has to sign in first.
                return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
            form = form_class(request.POST, request.FILES)
            following = next_in_queue(request, pk) if finishes else None
            if form.is_valid():
                with refusals(form):
                    say_once(request, lambda: view(request, visible_lead(request, pk), form))
            if form.errors:
                return render_lead(request, visible_lead(request, pk), status=422, panel=panel, **{shown_as: form})
            if following is not None:
                return open_next(request, following, finished=pk)
            if not Lead.objects.visible_to(request.user).filter(pk=pk).exists():
                return HttpResponseClientRedirect(reverse("desk:desk")) if request.htmx else redirect("desk:desk")
            if not request.htmx:
                return to_lead(request, pk)
            return render_lead(request, visible_lead(request, pk), panel=panel)

        return decorated

    return decorate


def next_in_queue(request: DeskRequest, pk: int) -> int | None:
    """The lead that follows one of the queue; None beside a plain list, and for a lead that is not in the queue."""
    query = of_the_list(address_of(request))
    place = place_of(request.user, query, pk, clock.now()) if chosen_tab(query) == Tab.QUEUE else None
    return place.next[0] if place and place.number and place.next else None


def open_next(request: DeskRequest, pk: int, *, finished: int) -> HttpResponse:
    """The next lead in the place of the one just finished, under its own address."""
    if not request.htmx:
        return to_lead(request, pk)
    lead, query = visible_lead(request, pk), of_the_list(address_of(request))
    query.pop("page", None)
    address = f"{lead.get_absolute_url()}?{query.urlencode()}" if query else lead.get_absolute_url()
    before = Lead.objects.visible_to(request.user).select_related("organisation", "owner").filter(pk=finished).first()
    return push_url(render_next(request, lead, finished=before), address)


@action(CallForm, "call_form", finishes=True)
def call(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Log how a call went, with a note and the next step."""
    outcome, note, words, written_at = (form.cleaned_data[name] for name in ("outcome", "note", "words", "written_at"))
    then = next_step_in_words(lead, words) if words and CONSEQUENCES[outcome].next_in else None
    called, logged = leads.log_call(
        lead.pk, outcome=outcome, note=note, then=then, written_at=written_at, by=request.user
    )
    said = {"name": lead.name, "outcome": outcome.label}
    if called.next_step_at is None:
        return _("%(name)s: %(outcome)s.") % said + not_told(lead, note), logged
    when = clock.spoken(called.next_step_at, seen_from=clock.now())
    return _("%(name)s: %(outcome)s. Next step %(when)s.") % (said | {"when": when}) + not_told(lead, note), logged


@action(AdvanceForm, "lost_form")
def advance(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Move the lead to another stage."""
    values = form.cleaned_data
    moved, advanced = leads.advance(lead.pk, to=values["to"], lost_reason=values["lost_reason"], by=request.user)
    return _stage_of(moved), advanced


@action(ConfirmForm, "reopen_form")
def reopen(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Work on a lost lead again."""
    moved, reopened = leads.reopen(lead.pk, by=request.user)
    return _stage_of(moved), reopened


@action(NoteForm, "note_form")
def note(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Write a note."""
    leads.note(lead.pk, by=request.user, **form.cleaned_data)
    return not_told(lead, form.cleaned_data["text"]), None


@action(PinForm, "pin_form")
def pin(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Pin a note above the timeline."""
    _lead, pinned = pins.pin(lead.pk, by=request.user, **form.cleaned_data)
    return _("The note is pinned above the timeline."), pinned


@action(PinForm, "pin_form")
def unpin(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Unpin the note above the timeline."""
    _lead, unpinned = pins.unpin(lead.pk, by=request.user, **form.cleaned_data)
    return _("The note is not pinned any more."), unpinned


@action(SpokenStepForm, "step_form")
def next_step(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Plan the next call."""
    words, due_at, note = (form.cleaned_data[name] for name in ("words", "due_at", "note"))
    step = next_step_in_words(lead, words) if words else NextStep(due_at, note)
    _lead, planned = leads.plan_call(lead.pk, due_at=step.due_at, note=step.note or note, by=request.user)
    return _("Next step planned."), planned


@action(ConfirmForm, "stop_form")
def stop_plan(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Stop the follow-up plan."""
    _lead, stopped = runs.stop_by_hand(lead.pk, by=request.user)
    return _("The follow-up plan is stopped."), stopped


@action(ConfirmForm, "refusal_form")
def refuse_texts(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Close the lead's number for text messages."""
    _lead, refused = leads.refuse_texts(lead.pk, by=request.user)
    return _("No more texts go to %(name)s.") % {"name": lead.name}, refused


@action(TextForm, "text_form", panel="text")
def send_text(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Text the visitor."""
    assert isinstance(form, TextForm)  # noqa: S101  (the class above, told to the type checker)
    return _texted(lead, texts.send(lead.pk, form.content, by=request.user))


@action(ConfirmForm, "announce_form", panel="text")
def announce_call(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Text the visitor that a call was missed and when the next one comes."""
    return _texted(lead, texts.announce_call(lead.pk, by=request.user))


@action(AgainForm, "again_form", panel="text")
def text_again(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Send once more a text that did not arrive."""
    return _texted(lead, texts.send_again(lead.pk, by=request.user, **form.cleaned_data))


@action(AssignForm, "assign_form")
def assign(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Hand the lead to a colleague."""
    _lead, assigned = leads.assign(lead.pk, by=request.user, **form.cleaned_data)
    return _("%(name)s goes to %(to)s.") % {"name": lead.name, "to": form.cleaned_data["to"].name}, assigned


@never_cache
@desk_only
@require_POST
@follows_merges
def reveal(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a full number once and write that in the timeline; the page itself keeps it masked."""
    lead = visible_lead(request, pk)
    form = RevealForm(request.POST)
    further = None
    if form.is_valid():
        purpose, phone_id = form.cleaned_data["purpose"], form.cleaned_data["phone_id"]
        further = get_object_or_404(lead.phones, pk=phone_id) if phone_id else None
        with refusals(form):
            throttle.check(REVEALS, "reveal", str(request.user.pk))
            pool.reveal(lead.pk, by=request.user, purpose=purpose, further=further)
    if form.errors:
        return render_lead(request, lead, status=422, call_form=form)
    shown = {"revealed_phone": further} if further else {"revealed": True, "purpose": purpose}
    return render_lead(request, visible_lead(request, pk), **shown)


def _texted(lead: Lead, texted: Action) -> Answer:
    at, due_at = clock.now(), texts.message_of(texted).due_at
    if due_at > at + permission.UNDO_DELAY:
        when = clock.spoken(due_at, seen_from=at)
        return _("Text to %(name)s leaves %(when)s.") % {"name": lead.name, "when": when}, texted
    return _("Text to %(name)s is on its way.") % {"name": lead.name}, texted


def _stage_of(lead: Lead) -> str:
    return _("%(name)s: %(stage)s.") % {"name": lead.name, "stage": lead.get_stage_display()}
