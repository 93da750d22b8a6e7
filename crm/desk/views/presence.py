"""Who else looks at a lead."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.services import presence
from crm.desk.views.visible import visible_lead
from kit import language


@never_cache
@desk_only
@require_safe
def lead_presence(request: DeskRequest, pk: int) -> HttpResponse:
    """The colleagues who look at the lead now; asking says that the user does, too. htmx alone asks."""
    lead = visible_lead(request, pk)
    if not request.htmx:
        return redirect(lead)
    names = language.listed(str(user) for user in presence.look(lead, request.user))
    return render(request, "crm/desk/_presence.html", {"lead": lead, "names": names})
