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
from crm.desk.forms.moves import MoveStepForm, SeenForm
from crm.desk.queries.spoken import next_step_in_words
from crm.desk.services import moves
from crm.desk.views.lead import STEP_CHOICES
from crm.desk.views.visible import follows_merges, visible_lead
from crm.leads.models import Lead
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
    **shown: Any,
) -> Callable[[Act], Callable[..., HttpResponse]]:
    """Wrap a view that moves one lead: show its form, read it, act once, and go back to the page as it was.

    A refusal is answered with 422 and the form as it was filled in, which then has seen where the lead stands.
    htmx gets the form alone, for the dialogue of the page.
    """

    def decorate(view: Act) -> Callable[..., HttpResponse]:
        @never_cache
        @desk_only
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
                asked = {name: request.GET.get(name, "") for name in ("back", "due_at") if name in request.GET}
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
