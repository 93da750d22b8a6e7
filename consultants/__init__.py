"""Consultants and their hours: whose hotline a page shows, and who answers now.

Doors: `queries.duty_card` and `queries.hotlines`, the roster annotations of `Consultant.objects`, and the vCard page.
Knows only `accounts` and `kit`.
"""
