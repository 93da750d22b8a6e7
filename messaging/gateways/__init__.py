"""The ways out of the house. The settings say which one is open."""

from functools import cache

from django.conf import settings

from messaging.gateways.base import Gateway
from messaging.gateways.console import ConsoleGateway
from messaging.gateways.twilio import TwilioGateway


def current() -> Gateway:
    """Twilio when its account and a sender are configured, else the console; one object a process."""
    if settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN:
        return _twilio(
            settings.TWILIO_ACCOUNT_SID,
            settings.TWILIO_AUTH_TOKEN,
            settings.TWILIO_AUTH_TOKEN_PREVIOUS,
            settings.TWILIO_FROM_NUMBER,
            settings.TWILIO_MESSAGING_SERVICE_SID,
            settings.TWILIO_API_BASE_URL,
            settings.PUBLIC_BASE_URL,
        )
    return _console()


@cache
def _console() -> Gateway:
    return ConsoleGateway()


@cache
def _twilio(account: str, token: str, previous: str, number: str, service: str, api: str, public: str) -> Gateway:
    return TwilioGateway(
        account_sid=account,
        auth_token=token,
        previous_auth_token=previous,
        from_number=number,
        messaging_service_sid=service,
        api_base_url=api,
        public_base_url=public,
    )
