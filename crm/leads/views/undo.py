"""Taking an act back."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.leads.forms import UndoForm
from crm.leads.models import Action, Lead
from crm.leads.models.action import OF_ONE_LEAD
from crm.leads.presenters.undo import taken_back
from crm.leads.services import undo as undo_service
from crm.leads.views.answers import to_lead
from kit.errors import Refusal


@never_cache
@desk_only
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back what one did oneself, a manager also what the house did, as long as nothing has happened since.

    A refusal is told on the page that follows: the one lead's, else the page of the button, else the desk.
    """
    action = get_object_or_404(Action.objects.visible_to(request.user), pk=pk)
    form = UndoForm(request.POST)
    if form.is_valid():
        try:
            undone = undo_service.undo(action.pk, by=request.user, only=form.cleaned_data["only"])
        except Refusal as refusal:
            toasts.error(request, str(refusal))
        else:
            toasts.info(request, taken_back(undone))
    visible = Lead.objects.visible_to(request.user).filter(pk__in=action.leads.values("lead"))
    of_one = visible.first() if action.kind in OF_ONE_LEAD else None
    return to_lead(request, of_one.pk) if of_one else redirect(_next_page(request, form) or "desk:desk")


def _next_page(request: DeskRequest, form: UndoForm) -> str:
    """The page the form names, if it is one of ours."""
    page: str = form.cleaned_data.get("next", "")
    hosts = {request.get_host()}
    return page if url_has_allowed_host_and_scheme(page, hosts, require_https=request.is_secure()) else ""
