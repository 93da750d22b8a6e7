"""Leads: people who asked, their organisations, their timeline, and the calls planned for them."""
