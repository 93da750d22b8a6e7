"""The visitor's own page: no more messages, or messages again; and the list of refusals for colleagues."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kit import phones, throttle
from messaging.models import How
from messaging.services import opt_outs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a number stands, and carry out its owner's wish; who has the link has had a message from us."""
    try:
        throttle.check(settings.REFUSALS_PER_ADDRESS, "refuse", throttle.address(request))
    except throttle.TooManyRequests:
        return render(request, "429.html", status=429)
    number = opt_outs.recipient_of(token)
    if number is None:
        raise Http404
    if request.method == "POST":
        wish = opt_outs.lift if request.POST.get("wish") == "accept" else opt_outs.record
        wish(number, by=None, how=How.PAGE)
        return redirect(request.path)
    context = {"number": phones.mask(number), "is_out": opt_outs.is_out(number)}
    return render(request, "messaging/refuse.html", context)
