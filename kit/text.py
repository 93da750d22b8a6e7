"""Text from outside, made fit for the database."""

import unicodedata

KEPT = "\n\t"
MOST_DIGITS = 9


def clean(text: str) -> str:
    """The text without control characters and lone surrogates, which PostgreSQL or UTF-8 cannot hold."""
    return "".join(letter for letter in text if letter in KEPT or unicodedata.category(letter) not in {"Cc", "Cs"})


def number(typed: str) -> int | None:
    """The whole number that an address or a form carries; None for anything else, or what no key or page can be."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else None


def plain(text: str) -> str:
    """One line in its plainest letters: full-width forms folded, invisible characters gone, every digit ASCII."""
    folded = unicodedata.normalize("NFKC", text)
    visible = (
        letter for letter in folded if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} or letter.isspace()
    )
    digits = (str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in visible)
    return " ".join("".join(digits).split())
