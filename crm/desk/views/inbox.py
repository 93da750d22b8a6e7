"""The page on which the desk opens: a list, and for the queue its first lead."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.rules.tabs import Tab
from crm.desk.views.inbox_list import inbox_context, place_of
from crm.desk.views.lead import lead_context
from kit import clock, text


@never_cache
@desk_only
@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """The queue with its first lead beside it, or a plain list; htmx may ask for the rows alone."""
    at = clock.now()
    context = inbox_context(request, at=at, beside=text.number(request.GET.get("beside", "")))
    if request.htmx.target == "rows":
        return render(request, "crm/desk/_desk_rows.html", context)
    if context["tab"] == Tab.QUEUE and context["page_obj"].object_list:
        first = context["page_obj"].object_list[0]
        place = place_of(request.user, request.GET, first.pk, at)
        context |= lead_context(request.user, first, request.GET, at) | {"position": place}
        context |= {"beside": first.pk, "is_listed": True}
    return render(request, "crm/desk/desk.html", context)
