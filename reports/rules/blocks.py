"""Stretches of days that are counted together: 1, 2, 4 … 64 days, each two neighbours of the size below.

Blocks lie on a fixed grid, so any period is a few large blocks and some small ones at its ends, however long it is.
"""

from datetime import date, timedelta

SPANS = (1, 2, 4, 8, 16, 32, 64)
# A block of n days begins a multiple of n days after this one.
GRID_BEGINS = date(2000, 1, 1)


def beginning(day: date, span: int) -> date:
    """The first day of the block of `span` days that holds a day."""
    return day - timedelta(days=(day - GRID_BEGINS).days % span)


def halves(begins: date, span: int) -> tuple[date, date]:
    """Where the two blocks of the size below begin."""
    return begins, begins + timedelta(days=span // 2)
