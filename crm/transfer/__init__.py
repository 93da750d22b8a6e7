"""Leads out of a spreadsheet, and lists of the desk into one."""
