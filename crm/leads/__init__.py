"""Leads: visitors who asked, their organisations and timelines, and the calls planned for them."""
