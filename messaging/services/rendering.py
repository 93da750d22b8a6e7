"""Renders a template and its values to the text that is sent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from messaging.errors import TemplateIncomplete, TemplateUnknown, TextTooLong
from messaging.models import Approval, TemplateVersion
from messaging.rules import lint, placeholders


@dataclass(frozen=True, slots=True)
class ApprovedTemplate:
    """An approved version: its row's number, its text, its signature, and whether it advertises."""

    version_id: int
    text: str
    signature: str
    is_promotion: bool


def approved(keys: Collection[str]) -> dict[str, ApprovedTemplate]:
    """The newest approved version of each of these templates, in one statement."""
    newest = (
        TemplateVersion.objects.filter(state=Approval.APPROVED, template__key__in=keys)
        .order_by("template_id", "-number")
        .distinct("template_id")
        .select_related("template")
    )
    return {
        version.template.key: ApprovedTemplate(
            version.pk, version.text, version.signature, version.template.is_promotion
        )
        for version in newest
    }


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered text, its values after sanitising, and the version it was made from: none of a text in own words."""

    text: str
    words: dict[str, str]
    template: ApprovedTemplate | None


def render(key: str, words: Mapping[str, Any], *, known: Mapping[str, ApprovedTemplate] | None = None) -> Rendered:
    """The text with the registered signature in front; `known` are templates that were read for several texts.

    Text typed by visitors is sanitised first. Raises TemplateUnknown, TemplateIncomplete when a value is missing,
    TextTooLong.
    """
    found = (approved([key]) if known is None else known).get(key)
    if found is None:
        raise TemplateUnknown(key)
    needed = placeholders.names(found.text)
    if missing := [name for name in needed if name not in words]:
        raise TemplateIncomplete(f"{key}: {', '.join(missing)}")
    safe = {
        name: lint.harmless(word) if isinstance(word := words[name], str) else placeholders.as_text(word)
        for name in needed
    }
    return Rendered(_signed(placeholders.fill(found.text, safe), found.signature), safe, found)


def own_words(text: str) -> Rendered:
    """A text that was written by hand, with our signature in front. Raises TextTooLong."""
    return Rendered(_signed(" ".join(text.split())), {}, None)


def _signed(text: str, signature: str = "") -> str:
    signed = f"【{signature or settings.SMS_SIGNATURE}】{text}"
    if len(signed) > lint.LONGEST_TEXT:
        raise TextTooLong
    return signed


def sample(text: str, signature: str = "") -> str:
    """The text with values of a usual length, for counting and for the linter."""
    words = dict.fromkeys(placeholders.names(text), "王老师")
    return f"【{signature or settings.SMS_SIGNATURE}】{placeholders.fill(text, words)}"
