"""Inquiries become leads, leads are won at the desk.

Doors: the public inquiry form, the desk, the API, and beat's `crm.send_due_follow_ups`. Everything that happens to a
lead is a line in its diary (`Activity`, append-only), and every report derives from the diary. Knows `content`,
`catalog`, `consultants`, `messaging`, `accounts` and `kit`.
"""
