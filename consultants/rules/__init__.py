"""Duty arithmetic from values alone."""
