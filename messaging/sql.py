"""The statements of this room that the ORM has no words for, each with its reason."""

from django.db import connection


def lock_number(number: str) -> None:
    """Let nobody else write about a number's refusals before this transaction ends.

    A row cannot be locked before it exists, and two may want to write a number's first line.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('messaging_optout'), hashtext(%s))", [number])
