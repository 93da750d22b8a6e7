"""Chinese names in letters, for searching."""

import re

from pypinyin import Style, lazy_pinyin, pinyin

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[a-z' ]+")


def spelled(text: str) -> str:
    """The pinyin of a text and its initials, apart by blanks; empty for a text without Chinese.

    Surnames are read in more ways than one (曾 is zeng and ceng): every reading of the first character is there.
    """
    if not CHINESE.search(text):
        return ""
    [readings] = pinyin(text[0], style=Style.NORMAL, heteronym=True)
    rest = [part.strip().lower() for part in lazy_pinyin(text[1:])]
    words = []
    for reading in dict.fromkeys(readings):
        parts = [part for part in (reading.lower(), *rest) if part]
        words += ["".join(parts), "".join(part[0] for part in parts)]
    return " ".join(words)


def first_reading(pinyin: str) -> str:
    """The usual reading of what `spelled` gives, which is its first word."""
    return pinyin.partition(" ")[0]


def typed(text: str) -> str:
    """What a search by pinyin looks for: the letters typed, without blanks; empty where they cannot be pinyin."""
    written = text.strip().lower()
    return re.sub(r"[' ]", "", written) if LETTERS.fullmatch(written) else ""
