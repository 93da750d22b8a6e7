"""The name by which a text under our signature may address a visitor. Pure."""

import re

from messaging.rules import lint

# Ways to be contacted: a name with one of these in it is an advertisement.
CONTACT = re.compile(r"微信|[vV薇][xX信]|(?<![a-z])(?:qq|wx|tg)(?![a-z])|扣扣|电报|加群|加我|私聊|@", re.IGNORECASE)
DIGITS = re.compile(r"\d{3,}")


def is_name(text: str) -> bool:
    """Whether the text may be repeated as a name: no link, no contact, no number, no word of advertising."""
    return not (CONTACT.search(text) or DIGITS.search(text) or lint.advertises(text))


def greeting(name: str, *, neutral: str) -> str:
    """The name, or the neutral form of address where it is no name."""
    return name if is_name(name) else neutral
