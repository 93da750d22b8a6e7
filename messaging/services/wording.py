"""From a wording and its words to the text that goes out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from messaging.errors import WordingIncomplete, WordingTooLong, WordingUnknown
from messaging.models import Approval, TemplateVersion
from messaging.rules import lint, wording


@dataclass(frozen=True, slots=True)
class Wording:
    """An approved version: its row's number, its text, its signature, and whether it advertises."""

    version_id: int
    text: str
    signature: str
    is_promotion: bool


def approved(names: Collection[str]) -> dict[str, Wording]:
    """The newest approved version of each of these templates, in one statement."""
    newest = (
        TemplateVersion.objects.filter(state=Approval.APPROVED, template__key__in=names)
        .order_by("template_id", "-number")
        .distinct("template_id")
        .select_related("template")
    )
    return {
        version.template.key: Wording(version.pk, version.text, version.signature, version.template.is_promotion)
        for version in newest
    }


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished text, the words in it as they were made harmless, and the version it was made of."""

    text: str
    words: dict[str, str]
    wording: Wording


def render(name: str, words: Mapping[str, Any], *, known: Mapping[str, Wording] | None = None) -> Rendered:
    """The text with the registered signature in front; `known` are wordings that were read for several texts.

    Words that strangers typed are made harmless first. Raises WordingUnknown, WordingIncomplete when a word is missing,
    WordingTooLong.
    """
    found = (approved([name]) if known is None else known).get(name)
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
