"""Seats: the groups registered for a class, never more than it holds."""
