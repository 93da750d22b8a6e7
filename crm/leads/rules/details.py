"""What a consultant may correct about a lead."""

from crm.leads.rules import tags

PERSON_DETAILS = ("name", "title", "organisation", "email", "wechat")
REQUIREMENT_DETAILS = ("theme", "head_count", "month", "budget", "source", "remarks")
TAGS = "tags"
DETAILS = (*PERSON_DETAILS, *REQUIREMENT_DETAILS, TAGS)

# The largest budget in yuan that a group could have; the column ends at twice that.
LARGEST_BUDGET = 1_000_000_000


def as_text(value: object) -> str:
    """A detail as text: empty where it is not known, tags in one line."""
    if isinstance(value, list):
        return tags.joined(value)
    return "" if value is None else str(value)
