"""Twilio Programmable Messaging through its official SDK."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings
from django.urls import reverse
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from kit import text
from messaging.gateways.base import (
    Capabilities,
    Finding,
    Forged,
    Incoming,
    NoAnswer,
    OutgoingMessage,
    Post,
    Receipt,
    Sighting,
    Unreadable,
)
from messaging.gateways.network import nothing_was_sent
from messaging.rules import outcomes
from messaging.rules.outcomes import Accepted, NotSent, Outcome, Unknown

CONNECT_SECONDS, READ_SECONDS = 3.0, 10.0
LONGEST_VALIDITY = timedelta(seconds=36_000)
SHORTEST_VALIDITY = timedelta(seconds=1)
PAGE_SIZE = 100
COUNTRY = "CN"
# What asking Twilio may end in; an answer that is no JSON is a ValueError.
TROUBLE = (TwilioException, requests.RequestException, ValueError, KeyError)


class Throttled(TwilioException):  # type: ignore[misc]  # the SDK is untyped
    """Twilio answered 429; the SDK's own exceptions do not carry the Retry-After header."""

    status = outcomes.TOO_MANY_REQUESTS

    def __init__(self, retry_after: timedelta | None) -> None:
        """Keep how long Twilio asked us to wait."""
        super().__init__("429")
        self.retry_after = retry_after


class HttpClient(TwilioHttpClient):  # type: ignore[misc]  # the SDK is untyped
    """The SDK's client with time-outs (it has none of its own), and with another host in contract tests."""

    def __init__(self, base_url: str = "", *, timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS)) -> None:
        """Send to `base_url` (scheme, host and port) instead of Twilio's own host when it is given."""
        super().__init__()
        self.timeout = timeout
        self.base = urlsplit(base_url) if base_url else None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Make one request; raises Throttled on 429."""
        if self.base:
            url = urlunsplit(urlsplit(url)._replace(scheme=self.base.scheme, netloc=self.base.netloc))
        response = super().request(method, url, *args, **kwargs)
        if response.status_code == outcomes.TOO_MANY_REQUESTS:
            raise Throttled(seconds(response.headers.get("Retry-After", "")))
        return response


class TwilioGateway:
    """One account, sending from a number or through a Messaging Service."""

    name = "twilio"
    # Replies come back from other countries; mainland carriers do not bring them (docs/adr/0009).
    capabilities = Capabilities()

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        public_base_url: str,
        previous_auth_token: str = "",
        from_number: str = "",
        messaging_service_sid: str = "",
        api_base_url: str = "",
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    ) -> None:
        """Keep the account; no request is made. While tokens rotate, callbacks may be signed with either."""
        self._account = (account_sid, auth_token)
        self._sender = (
            {"messaging_service_sid": messaging_service_sid} if messaging_service_sid else {"from_": from_number}
        )
        self._public_base_url = public_base_url
        self._validators = [RequestValidator(token) for token in (auth_token, previous_auth_token) if token]
        self._api_base_url, self._timeout = api_base_url, timeout
        # The SDK's HTTP client returns its answer by way of an attribute, so two threads would read each other's.
        self._thread = threading.local()

    @property
    def client(self) -> Client:
        """The calling thread's own client; it keeps its connection open between messages."""
        if not hasattr(self._thread, "client"):
            connection = HttpClient(self._api_base_url, timeout=self._timeout)
            self._thread.client = Client(*self._account, http_client=connection)
        client: Client = self._thread.client
        return client

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Create one message at Twilio."""
        callback = self._public_base_url + reverse("messaging:sms-callback", args=[outgoing.uuid])
        valid_for = min(max(outgoing.valid_for, SHORTEST_VALIDITY), LONGEST_VALIDITY)
        try:
            created = self.client.messages.create(
                to=outgoing.to,
                body=outgoing.body,
                status_callback=callback,
                validity_period=int(valid_for.total_seconds()),
                **self._sender,
            )
        except TROUBLE as error:
            return meaning(error)
        if not created.sid:
            return Unknown("an answer without a number")
        return Accepted(created.sid, str(created.status or ""), str(created.error_code or ""))

    def find(self, to: str, *, since: datetime, sid: str = "") -> list[Sighting]:
        """List by recipient only (`DateSent` would hide what is still queued at Twilio), or fetch one by its number."""
        try:
            return [sighting(self.client.messages(sid).fetch())] if sid else list(self._sightings(to, since))
        except TROUBLE as error:
            raise NoAnswer(type(error).__name__) from error

    def _sightings(self, to: str, since: datetime) -> Iterator[Sighting]:
        for found in self.client.messages.stream(to=to, page_size=PAGE_SIZE):
            seen = sighting(found)
            if seen.created_at < since:
                return  # the list is newest first
            if str(found.direction).startswith("outbound"):
                yield seen

    def parse_callback(self, post: Post) -> list[Receipt | Incoming | Unreadable]:
        """A status report or a reply; the SDK's validator judges it with the present or the previous token."""
        signature = post.headers.get("X-Twilio-Signature", "")
        if not any(validator.validate(post.url, post.params, signature) for validator in self._validators):
            raise Forged
        params = post.params
        sid = params.get("MessageSid", "") or params.get("SmsSid", "")
        if status := params.get("MessageStatus", "") or params.get("SmsStatus", "") * ("Body" not in params):
            return [Receipt(sid=sid, status=status, error_code=params.get("ErrorCode", ""))]
        return [Incoming(sid, params.get("From", ""), params.get("Body", ""))]

    def inspect(self) -> list[Finding]:
        """Ask for the account, the sender, and whether texts to China are switched on; Twilio knows no signatures."""
        try:
            account = self.client.api.accounts(self._account[0]).fetch()
        except TROUBLE as error:
            return [Finding("credentials", is_well=False, detail=words_of(error))]
        return [
            Finding("credentials", is_well=str(account.status) == "active", detail=str(account.status)),
            self._sender_finding(),
            Finding("signature", is_well=None, detail=f"【{settings.SMS_SIGNATURE}】"),
            self._geography(),
        ]

    def _sender_finding(self) -> Finding:
        try:
            if service := self._sender.get("messaging_service_sid"):
                numbers = self.client.messaging.v1.services(service).phone_numbers.list(limit=PAGE_SIZE)
                return Finding("sender", is_well=bool(numbers), detail=", ".join(one.phone_number for one in numbers))
            number = self._sender["from_"]
            owned = self.client.incoming_phone_numbers.list(phone_number=number, limit=1)
        except TROUBLE as error:
            return Finding("sender", is_well=False, detail=words_of(error))
        return Finding("sender", is_well=bool(owned), detail=number)

    def _geography(self) -> Finding:
        try:
            found = self.client.accounts.v1.messaging_geopermissions.fetch(country_code=COUNTRY)
        except TROUBLE as error:  # an account without the right to read it still sends
            return Finding("geography", is_well=None, detail=words_of(error))
        lines: Any = found.permissions or []
        switches = [line.get("enabled") for line in lines if line.get("country_code") == COUNTRY]
        return Finding("geography", is_well=bool(switches[0]) if switches else None, detail=COUNTRY)


def sighting(found: Any) -> Sighting:
    """A message of Twilio's as the reconciler reads it."""
    created_at = found.date_created.replace(tzinfo=found.date_created.tzinfo or UTC)
    return Sighting(found.sid, str(found.status or ""), found.body or "", created_at, str(found.error_code or ""))


def words_of(error: Exception) -> str:
    """What went wrong, without anything secret."""
    return f"{type(error).__name__} {getattr(error, 'code', '') or getattr(error, 'status', '') or ''}".strip()


def meaning(error: Exception) -> Outcome:
    """What an exception of the SDK or of `requests` says about the message."""
    if isinstance(error, Throttled):
        return outcomes.of_http_error(error.status, retry_after=error.retry_after)
    # Errors in RFC 9457 form and the older ones share nothing but these two attributes.
    if isinstance(error, TwilioException) and isinstance(status := getattr(error, "status", None), int):
        return outcomes.of_http_error(status, str(getattr(error, "code", "") or ""))
    if nothing_was_sent(error):
        return NotSent(type(error).__name__)
    return Unknown(type(error).__name__)


def seconds(header: str) -> timedelta | None:
    """Read a Retry-After header in seconds; its other form, a date, is left to the back-off."""
    found = text.number(header)
    return None if found is None else timedelta(seconds=found)
