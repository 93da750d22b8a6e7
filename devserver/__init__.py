"""`make run` for one machine: PostgreSQL and Redis from the wheels, the processes, and what keeps them running.

`faults` is what they say when they cannot start, `sockets` finds them a folder to listen in, `children` starts
processes that never outlive their parent, `procfile` reads which processes the product consists of.
"""
