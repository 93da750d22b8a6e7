"""What managers ask of the diary: one question a file, asked of one tally of the period.

Every rate is of one cohort: the leads first asked in the period (Asia/Shanghai dates). Every number links to the list
behind it at the desk. Past days are counted ahead (`services.blocks`), which changes no number. Its doors
are the manager's page, the API and what beat wakes. Knows every earlier room, changes none.
"""
