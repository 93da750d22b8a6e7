"""Moving one lead of a calendar, a board or the desks: a form of its own, which a drag fills in and sends."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from accounts.permissions import managers as managers_only
from crm.desk.forms.moves import MoveOwnerForm, MoveStageForm, MoveStepForm, SeenForm
from crm.desk.queries.spoken import next_step_in_words
from crm.desk.services import moves
from crm.desk.views.lead import STEP_CHOICES
from crm.desk.views.visible import follows_merges, visible_lead
from crm.leads.models import Lead
from crm.leads.rules.lost_reasons import LostReason
from crm.leads.rules.stages import OPEN, Stage
from crm.leads.views.answers import Answer, say_once
from kit import clock
from kit.forms import refusals

Act = Callable[[DeskRequest, Lead, Any], Answer]


def move(
    form_class: type[SeenForm],
    *,
    page: str,
    template: str,
    place: Callable[[Lead], str],
    initial: Callable[[Lead], dict[str, Any]] = lambda _lead: {},
    allowed: Callable[[Callable[..., Any]], Callable[..., Any]] = desk_only,
    **shown: Any,
) -> Callable[[Act], Callable[..., HttpResponse]]:
    """Wrap a view that moves one lead: show its form, read it, act once, and go back to the page as it was.

    A refusal is answered with 422 and the form as it was filled in, which then has seen where the lead stands.
    htmx gets the form alone, for the dialogue of the page.
    """

    def decorate(view: Act) -> Callable[..., HttpResponse]:
        @never_cache
        @allowed
        @require_http_methods(["GET", "HEAD", "POST"])
        @follows_merges
        @wraps(view)
        def decorated(request: DeskRequest, pk: int) -> HttpResponse:
            lead = visible_lead(request, pk)
            if request.method == "POST":
                form = form_class(request.POST)
                if form.is_valid():
                    with refusals(form):
                        say_once(request, lambda: view(request, lead, form), stays=True)
                if not form.errors:
                    address = f"{reverse(page)}?{form.cleaned_data['back']}"
                    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
                lead = visible_lead(request, pk)
            else:
                asked = {name: request.GET[name] for name in form_class.base_fields if name in request.GET}
                form = form_class(initial=initial(lead) | asked)
            context = {"lead": lead, "form": form, "seen": place(lead), "key": uuid4(), "now": clock.now()}
            context |= {"page": page, "fields": template, **shown}
            part = "crm/desk/_move.html" if request.htmx else "crm/desk/move.html"
            status = 422 if form.errors else 200
            return render(request, part, context, status=status)

        return decorated

    return decorate


@move(
    MoveStepForm,
    page="desk:calendar",
    template="crm/desk/_move_step.html",
    place=moves.place_in_time,
    initial=lambda lead: {"note": lead.next_step_note},
    step_choices=STEP_CHOICES,
)
def move_step(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Move the next step of a lead to another time."""
    assert isinstance(form, MoveStepForm)  # noqa: S101  (the class above, told to the type checker)
    values = form.values
    if words := form.cleaned_data["words"]:
        step = next_step_in_words(lead, words)
        values = {"due_at": step.due_at, "note": step.note or values["note"]}
    moved, planned = moves.step(lead.pk, seen=form.cleaned_data["seen"], **values, by=request.user)
    assert moved.next_step_at  # noqa: S101  (just planned, told to the type checker)
    when = clock.spoken(moved.next_step_at, seen_from=clock.now())
    return _("%(name)s: next step %(when)s.") % {"name": moved.name, "when": when}, planned


@move(
    MoveStageForm,
    page="desk:board",
    template="crm/desk/_move_stage.html",
    place=moves.place_on_board,
    stages=OPEN,
    lost=Stage.LOST,
    lost_reasons=LostReason.choices,
)
def move_stage(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Move a lead to another stage."""
    to, reason, seen = (form.cleaned_data[name] for name in ("to", "lost_reason", "seen"))
    moved, advanced = moves.stage(lead.pk, seen=seen, to=to, lost_reason=reason, by=request.user)
    return _("%(name)s: %(stage)s.") % {"name": moved.name, "stage": moved.get_stage_display()}, advanced


@move(
    MoveOwnerForm,
    page="desk:desks",
    template="crm/desk/_move_owner.html",
    place=moves.place_on_desks,
    allowed=managers_only,
)
def move_owner(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Hand a lead to a colleague."""
    to, reason, seen = (form.cleaned_data[name] for name in ("to", "reason", "seen"))
    moved, assigned = moves.owner(lead.pk, seen=seen, to=to, reason=reason, by=request.user)
    return _("%(name)s goes to %(to)s.") % {"name": moved.name, "to": to.name}, assigned
