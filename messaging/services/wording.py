"""From a wording and its words to the text that goes out."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.template import Context
from django.template.base import Template, VariableNode
from django.template.loader import get_template

from messaging.errors import WordingIncomplete
from messaging.rules import lint


@cache
def compiled(name: str) -> tuple[Template, frozenset[str]]:
    """The wording, parsed once a process, and the words it cannot do without."""
    template: Template = get_template(f"messaging/sms/{name}.txt").template  # type: ignore[attr-defined]
    return template, frozenset(
        cast("VariableNode", node).filter_expression.token.split("|")[0].split(".")[0]
        for node in template.nodelist.get_nodes_by_type(VariableNode)
    )


def render(name: str, words: Mapping[str, Any]) -> str:
    """The text with the registered signature in front.

    Words that strangers typed are made harmless first. Raises WordingIncomplete when one is missing.
    """
    template, needed = compiled(name)
    if missing := needed - words.keys():
        raise WordingIncomplete(f"{name}: {', '.join(sorted(missing))}")
    safe = {key: lint.harmless(value) if isinstance(value, str) else value for key, value in words.items()}
    text = template.render(Context(safe, autoescape=False))
    return f"【{settings.SMS_SIGNATURE}】{' '.join(text.split())}"
