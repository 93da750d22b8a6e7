"""Pieces of HTML that stand on a page many times.

A Django template asks each of its words through half a dozen calls; twenty-five rows of that cost more than reading
the rows. A fragment is a template file that is rendered once a language, icons and translations and all, in which
`%(name)s` keeps a place; filling the places is one operation, and every word is escaped unless it is safe HTML already.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

LANGUAGES_KEPT = 128
NOTHING = SafeString("")


Piece = Callable[..., SafeString]
Pieces = Mapping[str, Piece]


class Fragments:
    """Fragments by the names of their templates; whoever prints many asks for the language once."""

    def __init__(self, **templates: str) -> None:
        """Keep the names; the files are read when the first page wants them."""
        self._templates = templates
        self._told = lru_cache(maxsize=LANGUAGES_KEPT)(self._in)

    def now(self) -> Pieces:
        """Each fragment by its name, as a function of its words that raises KeyError when one is missing."""
        return self._told(translation.get_language())

    def _in(self, _language: str | None) -> Pieces:
        return {name: _piece(template) for name, template in self._templates.items()}


def _piece(template: str) -> Piece:
    text = render_to_string(template).strip()

    def filled(**words: Any) -> SafeString:
        return SafeString(
            text % {name: word if isinstance(word, SafeString) else escape(str(word)) for name, word in words.items()}
        )

    return filled
