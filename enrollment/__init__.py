"""Classes and the groups registered for them: two apps, of which `seats` knows `classes`.

Seats are counted inside a row lock, written back under a CHECK, and never oversold.
"""
