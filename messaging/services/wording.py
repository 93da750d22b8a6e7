"""From a wording and its words to the text that goes out.

The approved wordings of the house are a handful of rows, read with one statement once in `FRESH_SECONDS` a process: an
inquiry pays nothing for them, and a wording approved in another process is in use a few seconds later.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from messaging.errors import WordingIncomplete, WordingTooLong, WordingUnknown
from messaging.models import Approval, TemplateVersion
from messaging.rules import lint, wording

FRESH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Wording:
    """An approved version: its row's number, its text, its signature, and whether it advertises."""

    version_id: int
    text: str
    signature: str
    is_promotion: bool


class Book:
    """The approved wordings by key, and when they were read; replaced as a whole, so threads need no lock."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._read: tuple[float, dict[str, Wording]] | None = None

    def wordings(self) -> dict[str, Wording]:
        """The wordings as they were a few seconds ago at most."""
        now = time.monotonic()
        if self._read is None or not 0 <= now - self._read[0] < FRESH_SECONDS:
            self._read = now, _approved()
        return self._read[1]

    def forget(self) -> None:
        """Read again at the next question."""
        self._read = None


book = Book()


def _approved() -> dict[str, Wording]:
    """The newest approved version of each template."""
    newest = (
        TemplateVersion.objects.filter(state=Approval.APPROVED)
        .order_by("template_id", "-number")
        .distinct("template_id")
        .select_related("template")
    )
    return {
        version.template.key: Wording(version.pk, version.text, version.signature, version.template.is_promotion)
        for version in newest
    }


def forget_soon() -> None:
    """Read again once the present transaction has been committed, and at once inside it."""
    book.forget()
    transaction.on_commit(book.forget, robust=True)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished text, the words in it as they were made harmless, and the version it was made of."""

    text: str
    words: dict[str, str]
    wording: Wording


def render(name: str, words: Mapping[str, Any]) -> Rendered:
    """The text with the registered signature in front.

    Words that strangers typed are made harmless first. Raises WordingUnknown, WordingIncomplete when a word is missing,
    WordingTooLong.
    """
    found = book.wordings().get(name)
    if found is None:
        raise WordingUnknown(name)
    needed = wording.holes(found.text)
    if missing := [hole for hole in needed if hole not in words]:
        raise WordingIncomplete(f"{name}: {', '.join(missing)}")
    safe = {
        hole: lint.harmless(word) if isinstance(word := words[hole], str) else wording.spoken(word) for hole in needed
    }
    text = f"【{found.signature or settings.SMS_SIGNATURE}】{wording.fill(found.text, safe)}"
    if len(text) > lint.LONGEST_TEXT:
        raise WordingTooLong
    return Rendered(text, safe, found)


def sample(text: str, signature: str = "") -> str:
    """The text as it would go out with words of a usual length, for counting and for the linter."""
    words = dict.fromkeys(wording.holes(text), "王老师")
    return f"【{signature or settings.SMS_SIGNATURE}】{wording.fill(text, words)}"
