"""Tags of a lead: short words of the consultants' own, by which leads are found together."""

import re
from collections.abc import Iterable

LONGEST_TAG = 20
MOST_TAGS = 10
BETWEEN = re.compile(r"[,，、;；#\s]+")


def read(text: str) -> list[str]:
    """The tags in what was typed, parted by blanks, commas or 、, each once."""
    return list(dict.fromkeys(filter(None, BETWEEN.split(text))))


def joined(tags: Iterable[str]) -> str:
    """Tags as one text, which `read` parts again."""
    return "、".join(tags)
