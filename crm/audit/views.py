"""The audit page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers as managers_only
from crm.audit import queries
from crm.audit.forms import AuditForm
from crm.audit.presenters import line
from crm.audit.rules.what import What
from kit import clock


@never_cache
@managers_only
@require_safe
def audit(request: DeskRequest) -> HttpResponse:
    """The audited acts that the address asks for; none where it cannot be read."""
    form = AuditForm(request.GET)
    events, last = queries.page(**form.cleaned_data) if form.is_valid() else ([], None)
    touched = queries.touched(events)
    rest, tabs = request.GET.copy(), request.GET.copy()
    rest["after"] = str(last or "")
    for name in ("what", "after"):
        tabs.pop(name, None)
    context = {
        "form": form,
        "lines": [line(event, touched) for event in events],
        "rest": rest.urlencode() if last else "",
        "kinds": What,
        "tabs": tabs.urlencode(),
        "unusual": queries.unusual(clock.now()),
        "now": clock.now(),
    }
    return render(request, "crm/audit/audit.html", context)
