"""Likely duplicates of a desk: pairs, why, the way to the merge, and "these are two people"."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.forms.duplicates import KeepApartForm
from crm.desk.views.visible import own_lead
from crm.leads.models import NotDuplicate
from crm.leads.queries import duplicate_pairs
from crm.leads.queries.duplicates import duplicates_of
from crm.leads.services import duplicates
from crm.leads.views.answers import say_done
from kit.views import page_number

PER_PAGE = 20


@never_cache
@desk_only
@require_safe
def duplicate_list(request: DeskRequest) -> HttpResponse:
    """The pairs of a user's desk, newest first."""
    page = Paginator(duplicate_pairs.leads_with_duplicates(request.user), PER_PAGE).get_page(page_number(request))
    pairs = list(duplicate_pairs.pairs(list(page.object_list), to=request.user))
    return render(request, "crm/desk/duplicate_list.html", {"page_obj": page, "pairs": pairs})


@never_cache
@desk_only
@require_POST
def keep_apart(request: DeskRequest, pk: int, other: int) -> HttpResponse:
    """Say that a lead of the own desk and a duplicate of it are of two people."""
    lead, form = own_lead(request, pk), KeepApartForm(request.POST)
    found = next((one.lead for one in duplicates_of(lead, to=request.user) if one.lead.pk == other), None)
    known = NotDuplicate.objects.of(pk, other).first()  # the button was pressed twice
    if found is None and known is None:
        raise Http404
    pair = known or duplicates.keep_apart(pk, other_id=other, by=request.user)
    say_done(
        request,
        _("Two people: this pair is not shown any more."),
        undo=reverse("desk:duplicate-restore", args=[pair.pk]),
    )
    return redirect(lead if form.is_valid() and form.cleaned_data["on_lead"] else "desk:duplicate-list")


@never_cache
@desk_only
@require_POST
def restore(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back that two leads are of two people; for users with one of them on their desk."""
    pair = get_object_or_404(NotDuplicate.objects.on_desk_of(request.user), pk=pk)
    duplicates.take_back(pair)
    say_done(request, _("Undone; the pair is shown again."))
    return redirect("desk:duplicate-list")
