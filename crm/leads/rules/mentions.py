"""Colleagues named in a note: `@` and the name."""

import re
from collections.abc import Collection, Iterator


def named(text: str, names: Collection[str]) -> list[str]:
    """Those of the names that a text mentions, each once, in the order of the text."""
    return list(dict.fromkeys(piece[1:] for piece, is_mention in pieces(text, names) if is_mention))


def pieces(text: str, names: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The text cut at its mentions; each piece with whether it is one. Of two names the longer one is meant.

    An e-mail address is no mention; letters that go on are another word, Chinese needs no blank.
    """
    known = [name for name in sorted(names, key=len, reverse=True) if name]
    if not known:
        yield text, False
        return
    mention = re.compile(rf"(?<![\w.+-])[@＠](?:{'|'.join(map(re.escape, known))})(?:(?<=\W)|(?!\w))", re.ASCII)
    end = 0
    for found in mention.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], False
        yield found.group(), True
        end = found.end()
    if end < len(text):
        yield text[end:], False
