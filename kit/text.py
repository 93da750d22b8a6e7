"""Text from outside, made fit for the database and for readers."""

import unicodedata

KEPT = "\n\t"
# Letters that are drawn as nothing, and two characters that XML has no place for.
NOTHING = "\u034f\u115f\u1160\u2800\u3164\uffa0\ufffe\uffff"
# Control characters, zero-width characters and marks of direction, lone surrogates.
INVISIBLE = {"Cc", "Cf", "Cs"}
MOST_DIGITS = 9


def clean(text: str) -> str:
    """The text without what no reader sees or PostgreSQL, UTF-8 or a feed cannot hold; lines and tabs stay."""
    return "".join(
        letter
        for letter in text
        if letter in KEPT or (letter not in NOTHING and unicodedata.category(letter) not in INVISIBLE)
    )


def number(typed: str) -> int | None:
    """The whole number that an address or a form carries; None for anything else, or what no key or page can be."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else None


def plain(text: str) -> str:
    """One line in its plainest letters: full-width forms folded, invisible characters gone, every digit ASCII."""
    folded = unicodedata.normalize("NFKC", text)
    visible = (letter for letter in folded if unicodedata.category(letter) not in INVISIBLE or letter.isspace())
    digits = (str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in visible)
    return " ".join("".join(digits).split())
