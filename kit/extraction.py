"""Where Babel finds texts besides those in Python (locale/babel.cfg)."""

from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize


def templates(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """The texts of one template, by way of Django's own `templatize`."""
    source = templatize(fileobj.read().decode(), origin=getattr(fileobj, "name", "template"))
    # The calls in it are Python, the blanks between them are not: without indentation the tokenizer takes both.
    flush = "\n".join(line.lstrip() for line in source.splitlines())
    yield from extract_python(BytesIO(flush.encode()), keywords, comment_tags, {"encoding": "utf-8"})


def catalogue(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """The texts of a library that its own catalogue leaves in English, listed as a template of a catalogue."""
    for message in read_po(fileobj):
        if message.id:
            yield 0, "ngettext" if message.pluralizable else "gettext", message.id, []
