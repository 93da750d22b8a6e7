"""A consultant's duty for a calendar application."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from consultants.services import feeds
from kit import throttle

# A calendar asks every few minutes; a guesser would need more than a lifetime of the universe.
ASKING = "240/hour"
# Named and not imported: icalendar takes three MiB, in a process that may never be asked for a calendar.
CALENDAR = "consultants.calendar.of"


@require_safe
def ics(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar behind a secret address; 404 for a wrong or revoked one, 304 while nothing has changed."""
    consultant = feeds.owner_of(key)
    if consultant is None:
        raise Http404
    throttle.check(ASKING, "duty-feed", str(consultant.pk))
    body: bytes = import_string(CALENDAR)(consultant)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    answer = get_conditional_response(request, etag=etag) or HttpResponse(body, "text/calendar; charset=utf-8")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="duty.ics"'
    return answer
