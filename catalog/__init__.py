"""What the centre offers: programmes and venues.

Doors: `models.Programme` and `models.Venue`, named by pages, inquiries and class sessions. Knows only `kit`.
"""
