"""Tools that have never heard of a training centre: errors, forms, phones, clock, jobs, throttle, icons, charts.

One concept a file. Knows no other room; every room may use it.
"""
