"""Single statements that write and read back: a message and the line in its history change together or not at all.

Django cannot say RETURNING for UPDATE, nor INSERT … ON CONFLICT DO NOTHING RETURNING; both are compiled by its own
query classes here and read back as model instances. One statement is one round trip and its own transaction.
"""

from collections.abc import Iterable
from typing import Any, cast

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.functions import Now
from django.db.models.sql import InsertQuery, UpdateQuery

from messaging.models import Message

COLUMNS = [field for field in Message._meta.concrete_fields if not field.primary_key]  # noqa: SLF001  (Django's public model API)

NOTED = """
    WITH moved AS ({} RETURNING *), noted AS (
        INSERT INTO messaging_messageevent (message_id, state, at, detail)
        SELECT id, state, clock_timestamp(), %s FROM moved
    )
    SELECT * FROM moved
"""


def insert_new(messages: Iterable[Message]) -> list[Message]:
    """Write all messages with one INSERT and return those whose dedupe key was not there yet."""
    rows: list[Model] = list(messages)
    if not rows:
        return []
    query = InsertQuery(Message, on_conflict=OnConflict.IGNORE)
    query.insert_values(COLUMNS, rows)
    ((statement, params),) = query.get_compiler(connection=connection).as_sql()
    return list(Message.objects.raw(f"{statement} RETURNING *", params))


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
