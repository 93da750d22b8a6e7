"""Logs without the contents of rows: PostgreSQL repeats them in the DETAIL of an error, numbers and texts included."""

import logging
import re
from collections.abc import Iterator

import psycopg

LEFT_OUT = "(left out)"
# One line, as a message or the representation of an exception holds it.
DETAIL = re.compile(r"(DETAIL:\s*)(?!\(left out\)).*")


class DiscreetFormatter(logging.Formatter):
    """Writes a record, its traceback included, without the details PostgreSQL gave."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's text."""
        text = super().format(record)
        for detail in _details(record.exc_info[1] if record.exc_info else None):
            for spelled in (detail, repr(detail)[1:-1]):
                text = text.replace(spelled, LEFT_OUT)
        return DETAIL.sub(rf"\g<1>{LEFT_OUT}", text)


def _details(error: BaseException | None) -> Iterator[str]:
    """The detail of each database error an exception came from; it may have several lines."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, psycopg.Error) and error.diag.message_detail:
            yield error.diag.message_detail
        error = error.__cause__ or error.__context__
