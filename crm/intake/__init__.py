"""Intake: inquiries from site, telephone, text messages and API, their review, and the response clock."""
