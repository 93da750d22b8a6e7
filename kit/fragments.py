"""Pieces of HTML that stand on a page many times.

A Django template asks each of its words through half a dozen calls; twenty-five rows of that cost more than reading
the rows. A fragment is a template file that is rendered once a language, icons and translations and all, in which
`%(name)s` keeps a place; filling the places is one operation, and every word is escaped unless it is safe HTML already.
"""

from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

LANGUAGES_KEPT = 128
NOTHING = SafeString("")


class Fragment:
    """A fragment by the name of its template; call it with the words."""

    def __init__(self, template: str) -> None:
        """Keep the name; the file is read when the first page wants it."""
        self.template = template

    def __call__(self, **words: Any) -> SafeString:
        """The piece with its places filled. Raises KeyError when a word is missing."""
        text = _text(self.template, translation.get_language())
        safe = {name: word if isinstance(word, SafeString) else escape(str(word)) for name, word in words.items()}
        return mark_safe(text % safe)  # noqa: S308  (escaped here)


@lru_cache(maxsize=LANGUAGES_KEPT)
def _text(template: str, _language: str | None) -> str:
    return render_to_string(template).strip()
