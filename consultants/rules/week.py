"""A weekly pattern as one text. Pure."""

from collections.abc import Mapping

from consultants.rules import hours
from consultants.rules.hours import Hours


def as_text(pattern: Mapping[int, Hours]) -> str:
    """The pattern as text, such as `0 08:00-18:00;5 08:00-12:00`; equal patterns give equal texts."""
    return ";".join(f"{weekday} {hours.as_text(pattern[weekday])}" for weekday in sorted(pattern) if pattern[weekday])
