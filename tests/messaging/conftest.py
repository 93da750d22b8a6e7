"""The fake provider, and the settings that lead to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging import gateways
from messaging.gateways.twilio import TwilioGateway
from messaging.models import Message
from messaging.services import results
from tests.fakes import twilio as fake


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """No back-off is by chance so short that it is over within the test that waits for it."""
    monkeypatch.setattr(results.random, "random", lambda: 1.0)


@pytest.fixture
def provider():
    """A provider without faults; a test may change its `plan`."""
    with fake.running() as running:
        yield running


@pytest.fixture
def twilio_settings(provider, settings):
    """Settings as in production, with the API's host replaced."""
    settings.TWILIO_ACCOUNT_SID = fake.ACCOUNT
    settings.TWILIO_AUTH_TOKEN = fake.TOKEN
    settings.TWILIO_AUTH_TOKEN_PREVIOUS = ""
    settings.TWILIO_FROM_NUMBER = "+15005550006"
    settings.TWILIO_MESSAGING_SERVICE_SID = ""
    settings.TWILIO_API_BASE_URL = provider.url
    settings.PUBLIC_BASE_URL = "https://centre.example"
    return settings


@pytest.fixture
def gateway(twilio_settings):
    """The gateway those settings choose."""
    return gateways.current()


@pytest.fixture
def impatient_gateway(provider, twilio_settings):
    """The same, but it waits for an answer half a second only."""
    return TwilioGateway(
        account_sid=fake.ACCOUNT,
        auth_token=fake.TOKEN,
        public_base_url="https://centre.example",
        from_number="+15005550006",
        api_base_url=provider.url,
        timeout=(0.5, 0.5),
    )


@pytest.fixture
def minutes_pass():
    """Let time pass for the outbox, whose clock is the database's: everything in it becomes older."""

    def pass_(minutes=60):
        for message in Message.objects.all():
            ago = timedelta(minutes=minutes)
            Message.objects.filter(pk=message.pk).update(
                due_at=message.due_at - ago, claimed_at=message.claimed_at and message.claimed_at - ago
            )
        return timezone.now()

    return pass_
