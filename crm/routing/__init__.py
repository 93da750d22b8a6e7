"""Routing: which consultant gets an inquiry, by which rule, and why."""
