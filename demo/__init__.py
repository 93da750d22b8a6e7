"""The demo centre: people, programmes, pages and half a year of leads that fit together.

Everything is invented but the centre's own published hotlines. The same day gives the same centre: the history is drawn
with a seeded generator and played through the product's own services, so all numbers on all pages agree.
"""
