"""Class sessions, their seats, and the groups registered for them.

Doors: the list of classes, a class, and the window on a lead's page through which its group is registered. Seats are
counted inside a row lock, written back under a CHECK, and never oversold. Calls down to `crm.services.leads.register`.
Knows `crm`, `catalog`, `consultants`, `accounts` and `kit`.
"""
