"""The words of a text message: holes such as `{name}` that are filled when it is posted."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# A count the visitor did not give is still read as a sentence.
UNSAID = "若干"


def holes(text: str) -> tuple[str, ...]:
    """The names of the holes in the order in which they first appear."""
    return tuple(dict.fromkeys(HOLE.findall(text)))


def has_stray_braces(text: str) -> bool:
    """Whether a brace stands outside a hole: a slip of the pen that would be sent as it is."""
    return bool(re.search(r"[{}]", HOLE.sub("", text)))


def unknown(text: str, variables: Iterable[str]) -> list[str]:
    """The holes nobody fills."""
    return [name for name in holes(text) if name not in set(variables)]


def fill(text: str, words: Mapping[str, Any]) -> str:
    """The text with its holes filled and its blanks folded; raises KeyError with the name of a missing word."""
    filled = HOLE.sub(lambda hole: spoken(words[hole.group(1)]), text)
    return " ".join(filled.split())


def spoken(word: Any) -> str:
    """A word as it stands in a text."""
    return UNSAID if word is None else str(word)
