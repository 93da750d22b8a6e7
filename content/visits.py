"""A visit: how a visitor first came to the public site. It has no personal data and is kept in the visitor's cookie.

The cookie is strictly first-party and signed, so that what an inquiry says about its origin can be believed; nothing is
written to the database until the visitor asks something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

UTM_PARAMETERS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
LONGEST_PATH = 200
LONGEST_VALUE = 80
LONGEST_HOST = 100


@dataclass(frozen=True, slots=True)
class Visit:
    """A first touch. `is_new` is true for a visit that begins with this request; `first_seen_at` is aware.

    `landing_page_id` is the Wagtail page of the first request, when it was one; `utm` holds allow-listed parameters.
    """

    id: UUID
    landing_path: str
    first_seen_at: datetime
    landing_page_id: int | None = None
    referrer_host: str = ""
    utm: dict[str, str] = field(default_factory=dict)
    is_new: bool = False

    @property
    def referrer(self) -> str:
        """Where the visitor came from, as a host name; empty for a typed address or our own pages."""
        return self.referrer_host

    def landed_on(self, page_id: int) -> Visit:
        """The same visit, with the page that answered its first request."""
        return replace(self, landing_page_id=page_id)

    def to_cookie(self) -> dict[str, Any]:
        """The visit as JSON-ready values."""
        values = asdict(self)
        del values["is_new"]
        values["id"] = self.id.hex
        values["first_seen_at"] = self.first_seen_at.isoformat()
        return values

    @classmethod
    def from_cookie(cls, values: Mapping[str, Any]) -> Visit:
        """Read what `to_cookie` wrote.

        Raises KeyError, TypeError or ValueError when a later version wrote something else.
        """
        return cls(
            id=UUID(values["id"]),
            landing_path=str(values["landing_path"]),
            first_seen_at=datetime.fromisoformat(values["first_seen_at"]),
            landing_page_id=values["landing_page_id"],
            referrer_host=str(values["referrer_host"]),
            utm=dict(values["utm"]),
        )


def begin(
    *, visit_id: UUID, path: str, parameters: Mapping[str, str], referrer: str, own_host: str, at: datetime
) -> Visit:
    """A visit that starts now; lengths are bounded, because all of it comes from outside."""
    host = _host(referrer)
    return Visit(
        id=visit_id,
        landing_path=path[:LONGEST_PATH],
        first_seen_at=at,
        referrer_host="" if host == own_host.partition(":")[0] else host[:LONGEST_HOST],
        utm={name: parameters[name][:LONGEST_VALUE] for name in UTM_PARAMETERS if parameters.get(name)},
        is_new=True,
    )


def visit_of(request: object) -> Visit | None:
    """The visit the middleware attached to a request; None where none did."""
    return getattr(request, "visit", None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
