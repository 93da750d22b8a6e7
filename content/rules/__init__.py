"""Decisions of this room that need nothing but values."""
