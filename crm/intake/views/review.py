"""The review of suspect inquiries: a consultant or manager releases or discards each of them."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.intake.errors import AlreadyReviewed
from crm.intake.forms.review import DiscardForm
from crm.intake.models import Inquiry
from crm.intake.queries import review as review_queries
from crm.intake.services import review
from kit import clock
from kit.errors import Refusal

DISCARDED_SHOWN = 12


@never_cache
@desk_only
@require_safe
def waiting(request: DeskRequest) -> HttpResponse:
    """The list."""
    return _show(request)


@never_cache
@desk_only
@require_POST
def release(request: DeskRequest, pk: int) -> HttpResponse:
    """Route an inquiry as if it came now."""
    try:
        inquiry = review.release(_on_the_list(request, pk).pk, by=request.user)
    except Refusal as refusal:
        return _show(request, refusal=str(refusal), status=422)
    owner = inquiry.lead.owner if inquiry.lead else None
    words = _("%(owner)s calls %(name)s now.") if owner else _("%(name)s is in the pool now.")
    toasts.info(request, words % {"owner": owner, "name": inquiry.name})
    return redirect("intake:review")


@never_cache
@desk_only
@require_POST
def discard(request: DeskRequest, pk: int) -> HttpResponse:
    """Discard an inquiry, with a reason."""
    form = DiscardForm(request.POST, auto_id=f"discard_{pk}_%s")
    if not form.is_valid():
        return _show(request, form=form, refused=pk, status=422)
    try:
        inquiry = review.discard(_on_the_list(request, pk).pk, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _show(request, refusal=str(refusal), status=422)
    toasts.info(request, _("The inquiry of %(name)s is discarded; it can be put back below.") % {"name": inquiry.name})
    return redirect("intake:review")


@never_cache
@desk_only
@require_POST
def put_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a discarded inquiry on the list again."""
    discarded = review_queries.discarded(request.user, clock.now()).filter(pk=pk).first()
    if discarded is None:
        return _show(request, refusal=str(AlreadyReviewed()), status=422)
    inquiry = review.put_back(discarded.pk, by=request.user)
    toasts.info(request, _("The inquiry of %(name)s waits for a decision again.") % {"name": inquiry.name})
    return redirect("intake:review")


def _on_the_list(request: DeskRequest, pk: int) -> Inquiry:
    """An inquiry that this user may decide about. Raises AlreadyReviewed."""
    inquiry = review_queries.to_review(request.user, clock.now()).filter(pk=pk).first()
    if inquiry is None:
        raise AlreadyReviewed
    return inquiry


def _show(
    request: DeskRequest,
    *,
    refusal: str = "",
    form: DiscardForm | None = None,
    refused: int | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    may_review = review_queries.may_review(request.user, at)
    rows = [
        (inquiry, form if form and inquiry.pk == refused else DiscardForm(auto_id=f"discard_{inquiry.pk}_%s"))
        for inquiry in review_queries.to_review(request.user, at)
    ]
    context = {
        "rows": rows,
        "now": at,
        "discarded": review_queries.discarded(request.user, at)[:DISCARDED_SHOWN],
        "may_review": may_review,
        "refusal": refusal if may_review else "",
    }
    return render(request, "crm/intake/review.html", context, status=status)
