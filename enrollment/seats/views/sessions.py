"""One class and its groups."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk
from enrollment.classes.models import ClassSession


@never_cache
@desk
@require_safe
def session(request: DeskRequest, pk: int) -> HttpResponse:
    """One class and the groups this person may see in it."""
    found = get_object_or_404(ClassSession.objects.select_related("programme", "client", "venue"), pk=pk)
    groups = found.registrations.visible_to(request.user).select_related("organisation", "consultant", "lead")
    return render(
        request, "enrollment/seats/session.html", {"session": found, "groups": groups.order_by("registered_at")}
    )
