"""The outbox's new indexes, built while it goes on working."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

PLACE = """
CREATE UNIQUE INDEX CONCURRENTLY messaging_message_one_a_place
    ON messaging_message (to_number, day, share) WHERE share IS NOT NULL
"""


class Migration(migrations.Migration):
    """Without a transaction, since each of them waits for the writers instead of holding them."""

    atomic = False
    dependencies = [("messaging", "0002_the_registry_the_ledgers_and_the_lanes")]

    operations = [
        AddIndexConcurrently(
            "message",
            models.Index(condition=models.Q(("state", "queued")), fields=["channel", "due_at"], name="messaging_message_next"),
        ),
        AddIndexConcurrently(
            "message",
            models.Index(
                condition=models.Q(("looks__lt", 6), ("state", "accepted")),
                fields=["due_at"],
                name="messaging_message_unreported",
            ),
        ),
        RemoveIndexConcurrently("message", "messaging_message_due"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(PLACE, "DROP INDEX CONCURRENTLY messaging_message_one_a_place", elidable=False)
            ],
            state_operations=[
                migrations.AddConstraint(
                    "message",
                    models.UniqueConstraint(
                        condition=models.Q(("share__isnull", False)),
                        fields=("to_number", "day", "share"),
                        name="messaging_message_one_a_place",
                    ),
                )
            ],
        ),
    ]
