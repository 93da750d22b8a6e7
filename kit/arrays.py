"""Values as PostgreSQL writes an array, in one text; psycopg would look at the type of each."""

from collections.abc import Iterable


def of_numbers(numbers: Iterable[int]) -> str:
    """Such as `{1,2}`."""
    return f"{{{','.join(map(str, numbers))}}}"


def of_texts(texts: Iterable[str]) -> str:
    """Such as `{"a","b"}`: each in quotes, with a backslash before what would end it."""
    escaped = (text.replace("\\", r"\\").replace('"', r"\"") for text in texts)
    return "{" + ",".join(f'"{text}"' for text in escaped) + "}"
