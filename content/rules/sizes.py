"""大 / 中 / 小: the text size a reader chooses."""

NAME = "size"
SIZES = ("large", "medium", "small")
USUAL = "medium"


def chosen(*wishes: str | None) -> str:
    """The first wish that names a size we have; the usual one when none does."""
    return next((wish for wish in wishes if wish in SIZES), USUAL)
