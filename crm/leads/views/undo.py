"""Undoing an action."""

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.leads.forms import UndoForm
from crm.leads.models import Action, ActionKind, Lead
from crm.leads.models.action import OF_ONE_LEAD
from crm.leads.services import undo as undo_service
from crm.leads.services.undo import Undone
from crm.leads.views.answers import STAY, to_lead
from kit import language
from kit.errors import Refusal


@never_cache
@desk_only
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo an own action, a text about a lead one works on, for a manager also an action of the system.

    The answer, a refusal too, stands on the page that follows: that of the only lead (after a text, its texts), else
    the button's (at once for what was done on a page of many leads), else the inbox.
    """
    action = get_object_or_404(Action.objects.visible_to(request.user), pk=pk)
    form = UndoForm(request.POST)
    if form.is_valid():
        try:
            undone = undo_service.undo(action.pk, by=request.user, only=form.cleaned_data["only"])
        except Refusal as refusal:
            toasts.error(request, str(refusal))
        else:
            toasts.info(request, _answer(undone))
    leads = action.leads.values_list("lead", flat=True)
    visible = Lead.objects.visible_to(request.user).filter(pk__in=leads)
    if STAY not in request.GET and action.kind in OF_ONE_LEAD and len(leads) == 1 and visible.exists():
        return to_lead(request, leads[0], page="desk:lead-texts" if action.kind == ActionKind.TEXT else "desk:lead")
    return HttpResponseRedirect(_next_page(request, form))


def _answer(undone: Undone) -> str:
    """What undoing came to; unchanged leads are named."""
    sentences = [_("Undone; everything is as before.")]
    if undone.unchanged:
        number = len(undone.leads)
        words = _("Undone: %(number)s. Left as they are, because something has happened since: %(names)s.")
        leads = ngettext("%(number)s lead", "%(number)s leads", number) % {"number": number}
        sentences = [words % {"number": leads, "names": language.listed(undone.unchanged)}]
    if undone.late:
        words = _("Text messages that had been cancelled are too old now and are not sent: %(names)s.")
        sentences.append(words % {"names": language.listed([lead.name for lead in undone.late])})
    return " ".join(sentences)


def _next_page(request: DeskRequest, form: UndoForm) -> str:
    """The page that the form names, if it is a path of this site; else the inbox."""
    page: str = form.cleaned_data.get("next", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if is_ours else reverse("desk:desk")
