"""The templates that a text of a follow-up plan may use."""

from messaging import queries as messaging

# What a plan fills in for the placeholders of a template.
WORDS = ("name", "consultant", "head_count")


def titles() -> dict[str, str]:
    """The titles of these templates by key, in one statement."""
    return {version.template.key: version.template.title for version in messaging.sendable(WORDS)}
