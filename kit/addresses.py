"""Addresses of one thing, put together from what stands around its name.

Django walks its patterns for each of them: thirteen microseconds, eleven times on a lead's page (docs/adr/0029).
"""

from functools import cache

from django.urls import get_script_prefix, reverse

# A number no row has: it is found again in the address Django makes of it.
SOME = 9_000_000_000_000_000_001


def of_one(name: str, one: int | str) -> str:
    """The address of `name` with its one argument, a number or letters that need no quoting. Raises NoReverseMatch."""
    before, after = _around(get_script_prefix(), name)
    return f"{before}{one}{after}"


@cache
def _around(_prefix: str, name: str) -> tuple[str, str]:
    before, _some, after = reverse(name, args=[SOME]).partition(str(SOME))
    return before, after
