"""Where an article comes from, and what may be printed as its source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ACCOUNT_WORDS = ("管理员", "超管", "admin", "editor", "系统", "测试")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the source: the field, and a code the form turns into words."""

    field: str
    code: str


def faults(*, is_repost: bool, name: str, url: str, staff_names: Iterable[str]) -> Iterator[Fault]:
    """What stands against publishing: a repost without its source, or an account where an institution should be."""
    folded = name.strip().casefold()
    if is_repost and not folded:
        yield Fault("source_name", "repost_needs_name")
    if is_repost and not url.strip():
        yield Fault("source_url", "repost_needs_url")
    is_account = folded and (
        any(word in folded for word in ACCOUNT_WORDS) or folded in {staff.strip().casefold() for staff in staff_names}
    )
    if is_account:
        yield Fault("source_name", "source_is_account")
