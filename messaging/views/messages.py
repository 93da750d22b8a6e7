"""The messages page: what was sent, what became of it, and what a person must decide."""

from uuid import UUID

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk, managers
from kit import clock
from kit.filters import narrowed
from messaging import queries
from messaging.filters import MessageFilter
from messaging.forms import DecisionForm
from messaging.models import Message
from messaging.services import settlement
from messaging.tables import MessageTable


@never_cache
@desk
@require_safe
def message_list(request: DeskRequest) -> HttpResponse:
    """Messages, newest first, with masked numbers."""
    filters = MessageFilter(request.GET, Message.objects.order_by("-id").prefetch_related("events"))
    context = {
        "form": filters.form,
        "table": MessageTable.page(request, narrowed(filters)),
        "health": queries.health(clock.now()),
        "set_aside": queries.set_aside(clock.now()) if request.user.sees_all_leads else [],
        "decides": request.user.sees_all_leads,
    }
    return render(request, "messaging/message_list.html", context)


@managers
@require_POST
def settle(request: DeskRequest, uuid: UUID) -> HttpResponse:
    """Carry out a user's decision about a message that may have been sent."""
    message = get_object_or_404(Message, uuid=uuid)
    form = DecisionForm(request.POST)
    if form.is_valid():
        decide = settlement.resend if form.cleaned_data["decision"] == DecisionForm.RESEND else settlement.give_up
        if not decide(message):
            toasts.info(request, _("This message has been settled in the meantime."))
    return redirect("messaging:message-list")
