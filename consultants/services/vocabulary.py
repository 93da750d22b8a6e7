"""What specialities can be chosen from: the apps that know programmes and kinds of organisation register them here.

This app does not know them; later apps register them, as they register their subjects with messaging.
"""

from collections.abc import Callable, Sequence

Choices = Callable[[], Sequence[tuple[str, str]]]
lists: dict[str, Choices] = {}


def register(kind: str, choices: Choices) -> None:
    """Let specialities of this kind be chosen from what `choices` gives: values with their labels."""
    lists[kind] = choices


def choices(kind: str, *held: str) -> list[tuple[str, str]]:
    """What can be chosen, with values in use that are no longer on the list, under their own name."""
    found = [(value, str(label)) for value, label in lists[kind]()] if kind in lists else []
    known = {value for value, _label in found}
    return found + [(value, value) for value in held if value not in known]
