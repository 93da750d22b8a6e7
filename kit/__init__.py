"""Tools without a domain term: errors, forms, phones, clock, jobs, throttle, icons, charts.

One concept a file. Imports no other app; every app may use it.
"""
