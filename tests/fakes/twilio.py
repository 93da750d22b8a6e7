"""A provider that speaks Twilio's HTTP, on a free port, with faults on order.

It creates, fetches and lists messages, and posts signed status callbacks. Each request to create may meet a fault from
`plan`, a function of the request's number; the crash window of a dispatcher lies in the socket, so the SDK is real.
"""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from http.server import ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import requests
from twilio.request_validator import RequestValidator

from tests.fakes import serving

ACCOUNT, TOKEN = "AC" + "0" * 32, "the-token"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


class Fault(StrEnum):
    """What may go wrong with one request to create a message."""

    NONE = "none"
    DROP_BEFORE = "drop before accept"
    ACCEPT_THEN_DROP = "accept, then drop"
    ACCEPT_THEN_500 = "accept, then 500"
    ACCEPT_SLOWLY = "accept, answer too late"
    ACCEPT_THEN_GARBAGE = "accept, then no JSON"
    ERROR_500 = "500"
    ERROR_503 = "503"
    THROTTLED = "429"
    THROTTLED_WITHOUT_HINT = "429 without Retry-After"
    UNAUTHORISED = "401"
    BAD_NUMBER = "21211"
    NOT_MOBILE = "21614"
    OPTED_OUT = "21610"
    PROBLEM_DETAILS = "an error in RFC 9457 form"


# The answers that are not 201: status, body, further headers.
ANSWERS: dict[Fault, tuple] = {
    Fault.ACCEPT_THEN_GARBAGE: (201, "<html>"),
    Fault.ACCEPT_THEN_500: (500, {"code": 20500, "message": "internal", "status": 500}),
    Fault.ERROR_500: (500, {"code": 20500, "message": "internal", "status": 500}),
    Fault.ERROR_503: (503, "unavailable"),
    Fault.THROTTLED: (429, {"code": 20429, "message": "too many", "status": 429}, {"Retry-After": "7"}),
    Fault.THROTTLED_WITHOUT_HINT: (429, {"code": 20429, "message": "too many", "status": 429}),
    Fault.UNAUTHORISED: (401, {"code": 20003, "message": "authenticate", "status": 401}),
    Fault.PROBLEM_DETAILS: (400, {"type": "urn:x", "title": "bad", "status": 400, "code": 21211}),
    Fault.BAD_NUMBER: (400, {"code": 21211, "message": "invalid 'To'", "status": 400}),
    Fault.NOT_MOBILE: (400, {"code": 21614, "message": "not a mobile", "status": 400}),
    Fault.OPTED_OUT: (400, {"code": 21610, "message": "unsubscribed", "status": 400}),
}
DROPPED = {Fault.DROP_BEFORE, Fault.ACCEPT_THEN_DROP}
ACCEPTED = {Fault.NONE, *(fault for fault in Fault if fault.startswith("accept"))}


def always(fault: Fault) -> Callable[[int], Fault]:
    """A plan in which every request meets the same fault."""
    return lambda _: fault


@dataclass
class FakeTwilio:
    """The provider's memory and its temper. `accepted` holds every message it took, in order."""

    plan: Callable[[int], Fault] = field(default_factory=lambda: always(Fault.NONE))
    slowness: float = 1.5
    token: str = TOKEN
    latency: float = 0.0
    accepted: list[dict] = field(default_factory=list)
    requests: list[dict] = field(default_factory=list)
    list_is_down: bool = False
    numbers: list[str] = field(default_factory=lambda: ["+15005550006"])
    countries: dict[str, bool] = field(default_factory=lambda: {"CN": True})
    url: str = ""

    def __post_init__(self):
        self._lock = threading.Lock()
        self._numbers = count(1)

    def create(self, form: dict[str, str], sender: dict) -> tuple[Fault, dict]:
        with self._lock:
            number = next(self._numbers)
            self.requests.append({**form, "headers": sender, "at": time.time()})
        fault = self.plan(number)
        resource = {
            "sid": f"SM{uuid4().hex}",
            "account_sid": ACCOUNT,
            "to": form["To"],
            "from": form.get("From"),
            "messaging_service_sid": form.get("MessagingServiceSid"),
            "body": form["Body"],
            "status": "accepted" if "MessagingServiceSid" in form else "queued",
            "direction": "outbound-api",
            "date_created": format_datetime(datetime.now(UTC)),
            "date_sent": None,
            "error_code": None,
            "num_segments": "1",
            "callback": form.get("StatusCallback"),
        }
        if fault in ACCEPTED:
            with self._lock:
                self.accepted.insert(0, resource)
        return fault, resource

    def bodies(self) -> list[str]:
        """What was really accepted, newest first."""
        return [message["body"] for message in self.accepted]

    def call_back(self, message: dict, status: str, *, host: str, token: str = "", error: str = "") -> int:
        """Post one signed status callback to `host`, which stands for the public address; returns the HTTP status."""
        path = urlsplit(message["callback"]).path
        params = {"MessageSid": message["sid"], "MessageStatus": status, "AccountSid": ACCOUNT, "To": message["to"]}
        if error:
            params["ErrorCode"] = error
        signature = RequestValidator(token or self.token).compute_signature(message["callback"], params)
        answer = requests.post(host + path, data=params, headers={"X-Twilio-Signature": signature}, timeout=10)
        return answer.status_code


def numbers_of(twilio: FakeTwilio) -> list[dict]:
    """What the account, and its one Messaging Service, sends from."""
    return [{"sid": "PN1", "phone_number": number} for number in twilio.numbers]


# What the account can be asked about itself, by the last word of the address.
ABOUT_US: dict[str, Callable[[FakeTwilio], dict]] = {
    "IncomingPhoneNumbers": lambda twilio: {
        "incoming_phone_numbers": numbers_of(twilio),
        "page": 0,
        "page_size": 1,
        "next_page_uri": None,
    },
    "PhoneNumbers": lambda twilio: {
        "phone_numbers": numbers_of(twilio),
        "meta": {"key": "phone_numbers", "next_page_url": None},
    },
    "GeoPermissions": lambda twilio: {
        "permissions": [
            {"country_code": code, "type": "country", "enabled": on} for code, on in twilio.countries.items()
        ]
    },
}


class Handler(serving.Handler):
    server: "Server"

    def do_POST(self):
        twilio = self.server.twilio
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:  # the client died between its two packets
            return self.drop()
        form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        if urlsplit(self.path).path != MESSAGES:
            return self.answer(404, {"code": 20404, "message": "not found", "status": 404})
        if twilio.latency:
            time.sleep(twilio.latency)
        fault, resource = twilio.create(form, {":path": self.path, **self.headers})
        if fault in DROPPED:
            return self.drop()
        if fault == Fault.ACCEPT_SLOWLY:
            time.sleep(twilio.slowness)
        return self.answer(*ANSWERS.get(fault, (201, resource)))

    def do_GET(self):
        twilio = self.server.twilio
        parts = urlsplit(self.path)
        if twilio.list_is_down:
            return self.answer(503, "unavailable")
        if parts.path == MESSAGES:
            to = parse_qs(parts.query).get("To", [""])[0]
            found = [message for message in list(twilio.accepted) if message["to"] == to]
            return self.answer(200, {"messages": found, "page": 0, "page_size": 100, "next_page_uri": None})
        sid = parts.path.rsplit("/", 1)[-1].removesuffix(".json")
        if sid == ACCOUNT:
            return self.about_the_account()
        if sid in ABOUT_US:
            return self.answer(200, ABOUT_US[sid](twilio))
        for message in list(twilio.accepted):
            if message["sid"] == sid:
                return self.answer(200, message)
        return self.answer(404, {"code": 20404, "message": "not found", "status": 404})

    def about_the_account(self):
        expected = "Basic " + b64encode(f"{ACCOUNT}:{self.server.twilio.token}".encode()).decode()
        if self.headers.get("Authorization") != expected:
            return self.answer(401, {"code": 20003, "message": "authenticate", "status": 401})
        return self.answer(200, {"sid": ACCOUNT, "status": "active", "friendly_name": "centre"})

    def answer(self, status, content, headers=()):
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def drop(self):
        self.close_connection = True
        self.connection.close()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    twilio: FakeTwilio


@contextmanager
def running(port: int = 0, **temper) -> Iterator[FakeTwilio]:
    """A provider that listens on 127.0.0.1 while the block runs; `url` is its address."""
    server = Server(("127.0.0.1", port), Handler)
    server.twilio = FakeTwilio(**temper)
    with serving.serving(server) as server.twilio.url:
        yield server.twilio
