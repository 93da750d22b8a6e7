"""The managers' reports: one question a file, answered from the present rows.

Every rate is of one cohort: the leads first asked in the period (Asia/Shanghai dates). Every number links to the list
behind it at the desk. Knows every earlier room, changes none.
"""
