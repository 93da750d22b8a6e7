"""The limits of what managers may decide."""

LONGEST_DAYS = 60
