"""Programmes and venues."""

from catalog.models.programme import Programme
from catalog.models.venue import Venue

__all__ = ["Programme", "Venue"]
