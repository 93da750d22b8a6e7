"""Why a consultant has a lead."""

from enum import StrEnum


class Reason(StrEnum):
    """Why the consultant was chosen; stored with the lead."""

    RETURNING = "returning"
    ORGANISATION = "organisation"
    RULE = "rule"
    SHOWN = "shown"
    SPECIALITY = "speciality"
    LIGHTEST = "lightest"
    FALLBACK = "fallback"
    TELEPHONE = "telephone"
    UNOWNED = "unowned"
    CHOSEN = "chosen"
