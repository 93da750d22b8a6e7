"""Django's second index beside a unique text, for a LIKE that nobody asks, goes; the constraints keep their rows."""

from django.db import migrations, models

RENAME = """
ALTER TABLE messaging_message RENAME CONSTRAINT messaging_message_dedupe_key_key TO messaging_message_posted_once;
ALTER TABLE messaging_message RENAME CONSTRAINT messaging_message_provider_sid_key TO messaging_message_one_provider_number;
DROP INDEX messaging_message_dedupe_key_30cdc678_like;
DROP INDEX messaging_message_provider_sid_526d27ee_like;
"""
BACK = """
ALTER TABLE messaging_message RENAME CONSTRAINT messaging_message_posted_once TO messaging_message_dedupe_key_key;
ALTER TABLE messaging_message RENAME CONSTRAINT messaging_message_one_provider_number TO messaging_message_provider_sid_key;
CREATE INDEX messaging_message_dedupe_key_30cdc678_like ON messaging_message (dedupe_key varchar_pattern_ops);
CREATE INDEX messaging_message_provider_sid_526d27ee_like ON messaging_message (provider_sid varchar_pattern_ops);
"""


class Migration(migrations.Migration):
    """Rename and drop."""

    dependencies = [("messaging", "0010_the_wordings_of_a_second_choice")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RENAME, BACK)],
            state_operations=[
                migrations.AlterField("message", "dedupe_key", models.CharField("dedupe key", max_length=120)),
                migrations.AlterField(
                    "message",
                    "provider_sid",
                    models.CharField("provider's number", max_length=64, null=True, blank=True),
                ),
                migrations.AddConstraint(
                    "message", models.UniqueConstraint(fields=["dedupe_key"], name="messaging_message_posted_once")
                ),
                migrations.AddConstraint(
                    "message",
                    models.UniqueConstraint(fields=["provider_sid"], name="messaging_message_one_provider_number"),
                ),
            ],
        )
    ]
