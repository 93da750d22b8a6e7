"""The placeholders of a template, such as `{name}`, which are filled when a message is posted."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# A count the visitor did not give is still read as a sentence.
UNSAID = "若干"


def names(text: str) -> tuple[str, ...]:
    """The names of the placeholders in the order in which they first appear."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def has_stray_braces(text: str) -> bool:
    """Whether a brace stands outside a placeholder and would be sent as it is."""
    return bool(re.search(r"[{}]", PLACEHOLDER.sub("", text)))


def unknown(text: str, variables: Iterable[str]) -> list[str]:
    """The placeholders that no variable fills."""
    return [name for name in names(text) if name not in set(variables)]


def fill(text: str, words: Mapping[str, Any]) -> str:
    """The text with its placeholders filled and its blanks folded; raises KeyError with the name of a missing value."""
    filled = PLACEHOLDER.sub(lambda match: as_text(words[match.group(1)]), text)
    return " ".join(filled.split())


def pieces(text: str, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The text in pieces: each with the name of the value it stands for, empty for the words between."""
    found, end = [], 0
    for match in PLACEHOLDER.finditer(text):
        found += [(text[end : match.start()], ""), (as_text(words.get(match[1], "")), match[1])]
        end = match.end()
    return [piece for piece in [*found, (text[end:], "")] if piece != ("", "")]


def as_text(word: Any) -> str:
    """A value as it stands in a text."""
    return UNSAID if word is None else str(word)
