"""The gateway without a provider: everything is delivered at once and nothing leaves the house.

The texts are read on the messages page.
"""

from collections.abc import Mapping
from datetime import datetime

from django.http import QueryDict

from messaging.gateways.base import Incoming, Parcel, Receipt, Sighting
from messaging.rules.outcomes import Accepted, Outcome


class ConsoleGateway:
    """Accepts everything."""

    name = "console"

    def send(self, parcel: Parcel) -> Outcome:
        """Report the message as delivered."""
        return Accepted(sid=f"console-{parcel.uuid.hex}", status="delivered")

    def find(self, to: str, *, since: datetime) -> list[Sighting]:
        """Find nothing: what was interrupted was never sent."""
        return []

    def is_authentic(self, url: str, params: QueryDict, headers: Mapping[str, str]) -> bool:
        """Trust nobody: without a provider there is no shared secret."""
        return False

    def read_receipt(self, params: QueryDict) -> Receipt:
        """Never called, since nothing is authentic."""
        raise NotImplementedError

    def read_reply(self, params: QueryDict) -> Incoming:
        """Never called, since nothing is authentic."""
        raise NotImplementedError
