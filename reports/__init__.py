"""What managers ask of the diary: one question a file.

Every rate is of one cohort: the leads first asked in the period (Asia/Shanghai dates). Every number links to the list
behind it at the desk. Knows every earlier room, changes none; what it writes is only what it has counted, which can be
counted anew at any time.
"""
