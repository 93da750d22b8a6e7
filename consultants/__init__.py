"""Consultants and their hours: whose hotline a page shows, who answers now, and who plans it.

Doors: `queries.roster` and `queries.hotlines` for the apps above; the roster pages under `/desk/roster/`, the calendar
feed, and the roster's API. Services: `days` (dated duty), `swaps`, `leaves`, `people`
(limits, specialities, pause), `feeds`. Knows only `accounts` and `kit`.
"""
