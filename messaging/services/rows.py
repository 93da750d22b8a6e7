"""Single statements that write and read back: a message and the line in its history change together or not at all.

Django cannot say RETURNING for UPDATE; its own query class compiles it here, and model instances are read back.
One statement is one round trip and its own transaction.
"""

from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.db.models.sql import UpdateQuery

from messaging.models import Message

NOTED = """
    WITH moved AS ({} RETURNING *), noted AS (
        INSERT INTO messaging_messageevent (message_id, state, at, detail)
        SELECT id, state, clock_timestamp(), %s FROM moved
    )
    SELECT * FROM moved
"""


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
