"""The gateway without a provider: everything counts as delivered and nothing is sent.

The texts are read on the messages page.
"""

from datetime import datetime

from messaging.gateways.base import (
    Capabilities,
    Finding,
    Forged,
    Incoming,
    OutgoingMessage,
    Post,
    Receipt,
    Sighting,
    Unreadable,
)
from messaging.rules.outcomes import Accepted, Outcome


class ConsoleGateway:
    """Accepts everything."""

    name = "console"
    capabilities = Capabilities()

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Report the message as delivered."""
        return Accepted(sid=f"console-{outgoing.uuid.hex}", status="delivered")

    def find(self, to: str, *, since: datetime, sid: str = "") -> list[Sighting]:
        """Find nothing: what was interrupted was never sent."""
        return []

    def parse_callback(self, post: Post) -> list[Receipt | Incoming | Unreadable]:
        """Refuse every callback: without a provider there is no shared secret."""
        raise Forged

    def inspect(self) -> list[Finding]:
        """Say what it is."""
        return [Finding("console", is_well=None)]
