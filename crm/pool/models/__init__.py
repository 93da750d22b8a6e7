"""What each consultant has used of the daily limits."""

from crm.pool.models.allowance import Allowance, Allowed

__all__ = [
    "Allowance",
    "Allowed",
]
