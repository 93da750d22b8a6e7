"""What came to the desk while its list stood open."""

from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.queries import news as queries
from crm.desk.views.inbox_list import address_of, of_the_list, tabs_context
from crm.notices import queries as notices
from kit import clock

LARGEST = 2**63 - 1


class NewsForm(forms.Form):
    """What the page shows: the list was read after the activity `since`, the counts after `newest`.

    `shown` says how many new leads the page names already, `notices` how many notices are unread there.
    """

    since = forms.IntegerField(min_value=0, max_value=LARGEST)
    newest = forms.IntegerField(min_value=0, max_value=LARGEST)
    shown = forms.IntegerField(min_value=0, max_value=LARGEST)
    notices = forms.IntegerField(min_value=0, max_value=LARGEST)


@never_cache
@desk_only
@require_safe
def news(request: DeskRequest) -> HttpResponse:
    """How many leads came since the list was read, with the counts of the desk; 204 where the page says so already."""
    if not request.htmx:
        return redirect("desk:desk")
    form = NewsForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    seen = form.cleaned_data
    found = queries.since(seen["since"], request.user)
    notice_count = notices.unread_count(request.user)
    if (found is None or found.newest == seen["newest"]) and notice_count == seen["notices"]:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    found = found or queries.News(seen["newest"], seen["shown"])
    context = tabs_context(request.user, of_the_list(address_of(request)), clock.now())
    return render(request, "crm/desk/_news.html", context | {"seen": seen, "news": found, "notice_count": notice_count})
