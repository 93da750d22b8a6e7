"""Text as strangers send it, made fit for the database."""

import unicodedata

KEPT = "\n\t"


def clean(text: str) -> str:
    """The text without control characters and lone surrogates, which PostgreSQL or UTF-8 cannot hold."""
    return "".join(letter for letter in text if letter in KEPT or unicodedata.category(letter) not in {"Cc", "Cs"})


def plain(text: str) -> str:
    """One line in its plainest letters: full-width forms folded, invisible characters gone, every digit ASCII."""
    folded = unicodedata.normalize("NFKC", text)
    visible = (
        letter for letter in folded if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} or letter.isspace()
    )
    digits = (str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in visible)
    return " ".join("".join(digits).split())
