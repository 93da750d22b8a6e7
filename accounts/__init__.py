"""Who may sign in, and as what: consultant, manager, editor or administrator.

Doors: the sign-in and sign-out pages, the refused page. Knows only `kit`.
"""
