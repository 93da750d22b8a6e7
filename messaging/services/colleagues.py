"""Which numbers belong to colleagues: only later apps know, and register a directory.

A colleague gets notices because of the work: an answer that reads like a refusal does not close the number, and after
leaving a colleague gets nothing.
"""

from collections.abc import Callable, Collection, Mapping

Directory = Callable[[Collection[str]], Mapping[str, bool]]
directories: list[Directory] = []


def register(directory: Directory) -> None:
    """Register a directory: of given numbers it returns those of colleagues, each with whether its owner works here."""
    if directory not in directories:
        directories.append(directory)


def known(numbers: Collection[str]) -> dict[str, bool]:
    """Those of the numbers that are colleagues', each with whether its owner works here now."""
    found: dict[str, bool] = {}
    for directory in directories if numbers else []:
        found |= directory(numbers)
    return found


def is_colleague(number: str) -> bool:
    """Whether the number is a colleague's."""
    return number in known([number])
