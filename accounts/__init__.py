"""Who may sign in, and as what: consultant, manager, editor or administrator; requests that may be repeated.

Knows only `kit`; the pages that each role begins with are named by their URL names.
"""
