"""Where the provider reports back; nothing is believed before its signature."""

import logging
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging import gateways
from messaging.gateways.base import Gateway
from messaging.services import receipts, replies

logger = logging.getLogger(__name__)


def is_authentic(request: HttpRequest, gateway: Gateway) -> bool:
    """Check the signature against the public address, since a proxy may have changed the one we see."""
    genuine = gateway.is_authentic(settings.PUBLIC_BASE_URL + request.get_full_path(), request.POST, request.headers)
    if not genuine:
        logger.warning("A post without a valid signature was refused at %s.", request.path)
    return genuine


@csrf_exempt
@require_POST
def callback(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a status report about one message; an unknown one is no error of the provider's."""
    gateway = gateways.current()
    if not is_authentic(request, gateway):
        return HttpResponse(status=403)
    receipts.receive(uuid, gateway.read_receipt(request.POST))
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """Take a text message from outside and answer it with silence."""
    gateway = gateways.current()
    if not is_authentic(request, gateway):
        return HttpResponse(status=403)
    replies.receive(gateway.read_reply(request.POST))
    return HttpResponse("<Response/>", content_type="text/xml")
