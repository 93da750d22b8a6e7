"""What a visitor asks, by whichever entrance: site, telephone, text message or API. Pure."""

import uuid
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from crm.leads.rules.sources import Source
from kit import text
from kit.phones import Phone

# The fields of the visitor's second step.
DETAILS = ("theme", "month", "organisation_name", "remarks")


@dataclass(frozen=True, slots=True)
class Asked:
    """One inquiry, checked and normalised; every entrance builds one.

    `submission_key` is equal for equal resends. `head_count_raw` keeps what was written where that is more than a
    number. `programme` is a slug. `suspect_reason` is a Suspicion, or empty for an inquiry that needs no review. The
    fields named in DETAILS are those of the second step, where they come at once.
    """

    name: str
    phone: Phone
    head_count: int | None
    submission_key: uuid.UUID
    source: Source
    consent_version: str
    head_count_raw: str = ""
    consent_address: str | None = None
    page_id: int | None = None
    page_title: str = ""
    shown_consultant_id: int | None = None
    visit_id: uuid.UUID | None = None
    landing_path: str = ""
    referrer: str = ""
    utm: dict[str, str] = field(default_factory=dict)
    suspect_reason: str = ""
    programme: str = ""
    theme: str = ""
    month: str = ""
    organisation_name: str = ""
    remarks: str = ""

    @property
    def details(self) -> dict[str, str]:
        """The fields of the second step."""
        return {name: getattr(self, name) for name in DETAILS}

    def cleaned(self) -> Self:
        """The same without what the database cannot hold, such as a NUL in a campaign's name."""
        values = ((column.name, getattr(self, column.name)) for column in fields(self))
        texts: dict[str, Any] = {name: text.clean(value) for name, value in values if type(value) is str}
        utm = {text.clean(name): text.clean(value) for name, value in self.utm.items()}
        return replace(self, **texts, utm=utm)
