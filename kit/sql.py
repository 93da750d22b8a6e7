"""The statements of this app that the ORM has no words for, each with its reason."""

from django.db import connections


def server_settings(alias: str) -> tuple[str, str, str, int]:
    """Encoding, character type, isolation and version of a database: what the server says of itself is in no model."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_encoding'), datctype, current_setting('default_transaction_isolation'), "
            "current_setting('server_version_num')::int FROM pg_database WHERE datname = current_database()"
        )
        encoding, ctype, isolation, version = cursor.fetchone()
    return encoding, ctype, isolation, version
