"""Seats and states from values alone."""
