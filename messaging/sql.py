"""The statements of this app that the ORM has no words for, each with its reason."""

from django.db import connection


def lock_number(number: str) -> None:
    """Keep other transactions from writing a number's refusals until this one ends.

    A row cannot be locked before it exists, and two may want to write a number's first line.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('messaging_optout'), hashtext(%s))", [number])
