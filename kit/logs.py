"""Logs without secrets.

PostgreSQL repeats the contents of rows in the DETAIL of an error, numbers and texts included; Django names the address
of a request that failed, and some addresses are a visitor's or a colleague's only key.
"""

import logging
import re
from collections.abc import Iterator

import psycopg

LEFT_OUT = "(left out)"
# What follows these words in an address opens a visitor's page, a colleague's calendar or a callback.
KEYS = re.compile(r"(/(?:received|refuse|duty|callback)/)[^/\s'\"]+")
# One line, as a message or the representation of an exception holds it.
DETAIL = re.compile(r"(DETAIL:\s*)(?!\(left out\)).*")


class DiscreetFormatter(logging.Formatter):
    """Writes a record, its traceback included, without the details PostgreSQL gave and without keys in addresses."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's text."""
        text = super().format(record)
        for detail in _details(record.exc_info[1] if record.exc_info else None):
            for spelled in (detail, repr(detail)[1:-1]):
                text = text.replace(spelled, LEFT_OUT)
        return KEYS.sub(rf"\g<1>{LEFT_OUT}", DETAIL.sub(rf"\g<1>{LEFT_OUT}", text))


def _details(error: BaseException | None) -> Iterator[str]:
    """The detail of each database error an exception came from; it may have several lines."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, psycopg.Error) and error.diag.message_detail:
            yield error.diag.message_detail
        error = error.__cause__ or error.__context__
