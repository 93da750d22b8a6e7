"""Which numbers are colleagues' own: only later rooms know, and say so by registration.

A colleague gets notices because of the work: an answer that reads like a refusal does not close the number, and who
does not work here any more gets nothing.
"""

from collections.abc import Callable, Collection, Mapping

Directory = Callable[[Collection[str]], Mapping[str, bool]]
directories: list[Directory] = []


def register(directory: Directory) -> None:
    """Have this directory asked: of some numbers it knows which are colleagues', and whether each works here now."""
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
