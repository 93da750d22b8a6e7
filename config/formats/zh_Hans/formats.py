"""Months and days without leading zeros, as they are read aloud."""

MONTH_DAY_FORMAT = "n月j日"
