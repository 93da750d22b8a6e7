"""Which lead the address of a page or an act means."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import DeskRequest
from crm.leads.models import Lead


def visible_lead(request: DeskRequest, pk: int) -> Lead:
    """The lead with its organisation and owner; 404 for a user who may not see it."""
    visible = Lead.objects.visible_to(request.user).select_related("organisation", "owner", "backup")
    return get_object_or_404(visible, pk=pk)


def own_lead(request: DeskRequest, pk: int) -> Lead:
    """The lead where it stands on the user's own desk, a manager's any: who stands in merges nothing; else 404."""
    own = Lead.objects.on_desk_of(request.user).counted().select_related("organisation", "owner", "backup")
    return get_object_or_404(own, pk=pk)


def follows_merges(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the address of a lead that was merged into another lead to that one, and say so."""

    @wraps(view)
    def wrapped(request: DeskRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Http404:
            kept = Lead.objects.visible_to(request.user).unmerged_for(pk).exclude(pk=pk).first()
            if kept is None:
                raise
        toasts.info(request, _("This lead was merged into %(name)s.") % {"name": kept.name})
        address = kept.get_absolute_url()
        if not request.htmx:
            return HttpResponseRedirect(address)
        # What was sent is not done: the browser goes there, and keeps what was typed.
        return HttpResponseClientRedirect(address, status=HTTPStatus.CONFLICT if request.method == "POST" else 200)

    return wrapped
