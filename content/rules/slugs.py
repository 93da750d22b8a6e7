"""Addresses of pages with Chinese titles: a percent-encoded title is unreadable in a text message."""

from collections.abc import Container
from datetime import date
from itertools import count

from django.utils.text import slugify

# A redirect from an address holds 255 characters, the address of a page several slugs.
LONGEST = 60
LONGEST_OF_TITLE = 50


def is_in(title: str) -> bool:
    """Whether a title makes a slug of its own: Latin letters, and not too many."""
    return title.isascii() and 0 < len(slugify(title)) <= LONGEST_OF_TITLE


def dated(day: date, taken: Container[str]) -> str:
    """The first free `20261118-1`, `20261118-2` … of a day."""
    return next(slug for number in count(1) if (slug := f"{day:%Y%m%d}-{number}") not in taken)
