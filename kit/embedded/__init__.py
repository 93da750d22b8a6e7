"""Services that come with the wheels: PostgreSQL and Redis for one machine, for development, demo and tests only.

`faults` is what they say when they cannot start, `sockets` finds them a folder to listen in, `children` starts
processes that never outlive their parent, `procfile` reads which processes the product consists of.
"""
