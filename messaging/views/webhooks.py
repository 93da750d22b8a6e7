"""Where the providers report back; nothing is believed before its sender has proven itself."""

import logging
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kit import throttle
from messaging import gateways
from messaging.gateways.base import Forged, Incoming, Post, Receipt, Unreadable
from messaging.gateways.console import ConsoleGateway
from messaging.services import inbox

logger = logging.getLogger(__name__)
# A provider reports from a few addresses, as quickly as texts leave.
RATE = "12000/minute"
CONSOLE = ConsoleGateway()


def news_in(request: HttpRequest, name: str) -> list[Receipt | Incoming | Unreadable] | None:
    """What a provider tells, judged by the public address, since a proxy may have changed the one we see; else None."""
    gateway = gateways.named(name) or CONSOLE  # who is not configured sends nothing genuine
    body = request.body  # before POST, which would leave nothing of it
    post = Post(settings.PUBLIC_BASE_URL + request.get_full_path(), request.POST, body, request.headers)
    try:
        return gateway.parse_callback(post)
    except Forged:
        logger.warning("A post that is not the provider's was refused at %s.", request.path.split("/callback/")[0])
        return None


@csrf_exempt
@throttle.at_most(RATE)
@require_POST
def callback(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take Twilio's status report about one message, which the address names."""
    news = news_in(request, "twilio")
    if news is None:
        return HttpResponse(status=403)
    inbox.take("twilio", [replace(line, uuid=uuid) for line in news if isinstance(line, Receipt)])
    return HttpResponse(status=204)


@csrf_exempt
@throttle.at_most(RATE)
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """Take a text message from outside and answer it with silence."""
    news = news_in(request, "twilio")
    if news is None:
        return HttpResponse(status=403)
    inbox.take("twilio", news)
    return HttpResponse("<Response/>", content_type="text/xml")


@csrf_exempt
@throttle.at_most(RATE)
@require_POST
def aliyun(request: HttpRequest, token: str) -> HttpResponse:
    """Take Alibaba Cloud's reports and replies, several in one post; the address itself is the secret."""
    news = news_in(request, "aliyun")
    if news is None:
        return HttpResponse(status=403)
    inbox.take("aliyun", news)
    return JsonResponse({"code": 0, "msg": "OK"})
