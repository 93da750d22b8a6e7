"""Single statements that write and read back: a message and the line in its history change together or not at all.

Django cannot say RETURNING for UPDATE, nor INSERT … ON CONFLICT DO NOTHING RETURNING. Updates are compiled by its own
query classes here and read back as model instances; the INSERT, which every inquiry pays for, is written once a
process. One statement is one round trip and its own transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.db.models.sql import UpdateQuery

from messaging.models import Message

# What an INSERT is given; the key and the hour are the database's.
GIVEN = [field for field in Message._meta.concrete_fields if not field.primary_key and field.name != "due_at"]  # noqa: SLF001  (Django's public model API)

NOTED = """
    WITH moved AS ({} RETURNING *), noted AS (
        INSERT INTO messaging_messageevent (message_id, state, at, detail)
        SELECT id, state, clock_timestamp(), %s FROM moved
    )
    SELECT * FROM moved
"""


def insert_new(messages: Iterable[Message]) -> list[Message]:
    """Write all messages with one INSERT and return those whose dedupe key was not there yet."""
    by_key = {message.dedupe_key: message for message in reversed(list(messages))}
    if not by_key:
        return []
    values: list[Any] = []
    for message in by_key.values():
        values += [field.get_db_prep_save(field.pre_save(message, add=True), connection) for field in GIVEN]
        values.append(message.__dict__.get("due_at") if isinstance(message.due_at, datetime) else None)
    with connection.cursor() as cursor:
        cursor.execute(_insertion(len(by_key)), values)
        for pk, due_at, key in cursor.fetchall():
            message = by_key[key]
            message.pk, message.due_at = pk, due_at
            message._state.adding, message._state.db = False, connection.alias  # noqa: SLF001  (as Django's own insert does)
    return sorted((message for message in by_key.values() if message.pk), key=lambda message: message.pk)


@cache
def _insertion(count: int) -> str:
    """The INSERT of so many rows, written once; a row without an hour is due now, by the database's clock."""
    names = ", ".join(f'"{field.column}"' for field in GIVEN)
    row = f"({', '.join(['%s'] * len(GIVEN))}, COALESCE(%s, statement_timestamp()))"
    return (
        f'INSERT INTO messaging_message ({names}, "due_at") VALUES {", ".join([row] * count)} '  # noqa: S608  (our own names)
        "ON CONFLICT DO NOTHING RETURNING id, due_at, dedupe_key"
    )


def update(messages: QuerySet[Message], *, detail: str = "", **changes: Any) -> list[Message]:
    """Change these messages, append one line each to their history, and return them as they are now."""
    statement, params = compiled(messages, changes)
    return list(Message.objects.raw(NOTED.format(statement), [*params, detail[:200]]))


def update_quietly(messages: QuerySet[Message], **changes: Any) -> list[Message]:
    """Change these messages without a line in their history, and return them as they are now."""
    statement, params = compiled(messages, changes)
    return list(Message.objects.raw(f"{statement} RETURNING *", params))


def compiled(messages: QuerySet[Message], changes: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The UPDATE that `messages.update(**changes)` would run."""
    query = cast("UpdateQuery", messages.order_by().query.chain(UpdateQuery))
    query.add_update_values({**changes, "updated_at": Now()})
    statement, params = query.get_compiler(connection=connection).as_sql()
    return statement, tuple(params)
