"""大 / 中 / 小: the text size a reader chooses."""

NAME = "size"
SIZES = ("large", "medium", "small")
USUAL = "medium"


def chosen(*requested: str | None) -> str:
    """The first requested size that exists; the usual one when none does."""
    return next((size for size in requested if size in SIZES), USUAL)
