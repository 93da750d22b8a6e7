"""The demo centre's texts, read from `texts.json`: short, practical, written for this product and copied from nowhere.

A body is a list: a string is a paragraph, a list names another building block and then says what stands in it.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Body = list[Any]


@dataclass(frozen=True, slots=True)
class Channel:
    """A shelf of the demo site."""

    slug: str
    title: str
    intro: str
    drawing: str


@dataclass(frozen=True, slots=True)
class Text:
    """An article or a plain page; `published` is Beijing time, `programmes` are places in the catalogue's list."""

    channel: str
    slug: str
    title: str
    summary: str
    body: Body
    published: str = ""
    drawing: str = "sunrise"
    source: str = ""
    author: str = ""
    hits: int = 0
    programmes: list[int] = field(default_factory=list)


_written: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

PROFILE: dict[str, str] = _written["profile"]
HERO_TITLE: str = _written["hero_title"]
HERO_TEXT: str = _written["hero_text"]
FACTS: list[tuple[str, str]] = _written["facts"]
CHANNELS = [Channel(**one) for one in _written["channels"]]
ARTICLES = [Text(**one) for one in _written["articles"]]
PLAIN_PAGES = [Text(**one) for one in _written["plain_pages"]]
NEXT_STEPS: Body = _written["next_steps"]
DAYS: list[tuple[str, str]] = _written["days"]
