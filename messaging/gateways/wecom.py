"""WeCom group robots: notices to colleagues where they are anyway. A robot is a key; its address is WeCom's own."""

import threading
from datetime import datetime, timedelta

import requests

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
from messaging.rules.outcomes import Accepted, NotSent, Outcome, Paused, Refused, Unknown

TIMEOUT_SECONDS = (3.0, 10.0)
TOO_OFTEN = 45009
A_MINUTE = timedelta(minutes=1)


class WeComGateway:
    """Posts to group robots; WeCom takes twenty messages a minute for each."""

    name = "wecom"
    capabilities = Capabilities(finds=False)

    def __init__(self, base_url: str, *, timeout: tuple[float, float] = TIMEOUT_SECONDS) -> None:
        """Keep WeCom's host; no request is made."""
        self._url = f"{base_url}/cgi-bin/webhook/send"
        self._timeout = timeout
        self._thread = threading.local()

    @property
    def session(self) -> requests.Session:
        """The calling thread's own, which keeps its connection open."""
        if not hasattr(self._thread, "session"):
            self._thread.session = requests.Session()
        session: requests.Session = self._thread.session
        return session

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Post one text."""
        said = {"msgtype": "text", "text": {"content": outgoing.body}}
        try:
            answer = self.session.post(self._url, params={"key": outgoing.to}, json=said, timeout=self._timeout)
            if not answer.ok:
                return outcomes.of_http_error(answer.status_code)
            code = int(answer.json()["errcode"])
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            reason = type(error).__name__
            return NotSent(reason) if nothing_was_sent(error) else Unknown(reason)
        if code == TOO_OFTEN:
            return Paused("throttled", A_MINUTE)
        return Refused(str(code)) if code else Accepted(sid=f"wecom-{outgoing.uuid.hex}", status="delivered")

    def find(self, to: str, *, since: datetime, sid: str = "") -> list[Sighting]:
        """Robots keep no list."""
        raise NoAnswer

    def parse_callback(self, post: Post) -> list[Receipt | Incoming | Unreadable]:
        """Robots do not post."""
        raise Forged

    def inspect(self) -> list[Finding]:
        """A robot cannot be checked without posting a message."""
        return [Finding("credentials", is_well=None)]
