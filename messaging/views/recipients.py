"""Recipients of notices: their addresses, and the channels they prefer for each kind."""

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers
from messaging.forms import RecipientForm
from messaging.models import Preference, Recipient, Template
from messaging.services import notices
from messaging.tables import RecipientTable


@never_cache
@managers
@require_safe
def recipient_list(request: DeskRequest) -> HttpResponse:
    """All recipients who chose other channels than a text."""
    title = Template.objects.filter(key=OuterRef("kind")).values("title")
    preferences = Preference.objects.annotate(title=Subquery(title))
    recipients = Recipient.objects.prefetch_related(Prefetch("preferences", preferences))
    return render(request, "messaging/recipient_list.html", {"table": RecipientTable.page(request, recipients)})


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def recipient_edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """One recipient, or a new one."""
    recipient = get_object_or_404(Recipient, pk=pk) if pk else None
    form = RecipientForm(request.POST or None, instance=recipient)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("key", "label", "email", "wecom_key")}
        notices.save_recipient(recipient, **given, ways=form.ways)
        return redirect("messaging:recipient-list")
    context = {"form": form, "recipient": recipient}
    return render(request, "messaging/recipient.html", context, status=422 if form.errors else 200)


@managers
@require_POST
def recipient_strike(request: DeskRequest, pk: int) -> HttpResponse:
    """Send notices by text only from now on."""
    notices.remove_recipient(get_object_or_404(Recipient, pk=pk))
    return redirect("messaging:recipient-list")
