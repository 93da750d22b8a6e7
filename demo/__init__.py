"""The demo centre: people, programmes, pages and half a year of leads that tell one coherent story.

Everything is invented but the centre's own published hotlines. The same day gives the same centre: the story is drawn
with a seeded generator and told through the product's own services, so every number on every screen agrees.
"""
