"""An amount of money as people write it."""

import re
from decimal import Decimal

from kit.text import plain

AMOUNT = re.compile(r"¥?\s*(\d[\d,]{0,14}(?:\.\d{1,4})?)\s*(万?)\s*元?")
TEN_THOUSAND = 10_000


def read(written: str) -> int | None:
    """Whole yuan in a text such as `90000`, `¥12,000元` or `1.5万`; None for anything else."""
    found = AMOUNT.fullmatch(plain(written))
    if not found:
        return None
    amount = Decimal(found.group(1).replace(",", ""))
    return int(amount * TEN_THOUSAND if found.group(2) else amount)
