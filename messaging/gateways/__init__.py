"""The configured gateways, and the order in which texts try them."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.gateways.base import Gateway
from messaging.gateways.console import ConsoleGateway
from messaging.gateways.email import EmailGateway
from messaging.gateways.wecom import WeComGateway
from messaging.models import Channel

# The SDKs take 54 and 17 MB, so each is loaded only where it is configured and used.
ALIYUN = "messaging.gateways.aliyun.AliyunGateway"
TWILIO = "messaging.gateways.twilio.TwilioGateway"


def for_channel(channel: str) -> list[Gateway]:
    """The gateways of a channel in the order in which they are tried; the console where none is configured."""
    if channel == Channel.EMAIL:
        return [_email() if settings.EMAIL_HOST else _console()]
    if channel == Channel.WECOM:
        return [_wecom(settings.WECOM_API_BASE_URL)]
    return [gateway for name in settings.SMS_GATEWAYS if (gateway := _configured(name))] or [_console()]


def current() -> Gateway:
    """The gateway that texts try first; one object a process."""
    return for_channel(Channel.SMS)[0]


def named(name: str) -> Gateway | None:
    """A configured gateway by its name, for what comes back from it."""
    return next((gateway for gateway in every() if gateway.name == name), None)


def every() -> list[Gateway]:
    """Each configured gateway once."""
    found = {gateway.name: gateway for channel in Channel.values for gateway in for_channel(channel)}
    return list(found.values())


def _configured(name: str) -> Gateway | None:
    if name == "twilio" and settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN:
        return _twilio(
            settings.TWILIO_ACCOUNT_SID,
            settings.TWILIO_AUTH_TOKEN,
            settings.TWILIO_AUTH_TOKEN_PREVIOUS,
            settings.TWILIO_FROM_NUMBER,
            settings.TWILIO_MESSAGING_SERVICE_SID,
            settings.TWILIO_API_BASE_URL,
            settings.PUBLIC_BASE_URL,
        )
    if name == "aliyun" and settings.ALIYUN_ACCESS_KEY_ID and settings.ALIYUN_ACCESS_KEY_SECRET:
        return _aliyun(
            settings.ALIYUN_ACCESS_KEY_ID,
            settings.ALIYUN_ACCESS_KEY_SECRET,
            settings.ALIYUN_CALLBACK_TOKEN,
            settings.ALIYUN_ENDPOINT,
        )
    return None


@cache
def _console() -> Gateway:
    return ConsoleGateway()


@cache
def _email() -> Gateway:
    return EmailGateway()


@cache
def _wecom(base_url: str) -> Gateway:
    return WeComGateway(base_url)


@cache
def _aliyun(key: str, secret: str, callback_token: str, endpoint: str) -> Gateway:
    gateway: Gateway = import_string(ALIYUN)(
        access_key_id=key, access_key_secret=secret, callback_token=callback_token, endpoint=endpoint
    )
    return gateway


@cache
def _twilio(account: str, token: str, previous: str, number: str, service: str, api: str, public: str) -> Gateway:
    gateway: Gateway = import_string(TWILIO)(
        account_sid=account,
        auth_token=token,
        previous_auth_token=previous,
        from_number=number,
        messaging_service_sid=service,
        api_base_url=api,
        public_base_url=public,
    )
    return gateway
