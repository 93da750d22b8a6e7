"""Addresses of pages with Chinese titles: a percent-encoded title is unreadable in a text message."""

from collections.abc import Container
from datetime import date
from itertools import count


def dated(day: date, taken: Container[str]) -> str:
    """The first free `20261118-1`, `20261118-2` … of a day."""
    return next(slug for number in count(1) if (slug := f"{day:%Y%m%d}-{number}") not in taken)
