"""A reply is announced until everybody who listens has dealt with it; those of yesterday have been."""

from django.db import migrations, models
from django.db.models import F


def were_heard(apps, schema_editor):
    apps.get_model("messaging", "Reply").objects.update(heard_at=F("received_at"))


class Migration(migrations.Migration):
    """Add the instant, fill it, and let the unheard be found."""

    dependencies = [("messaging", "0007_the_wording_of_one_organisation")]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="heard_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="dealt with at"),
        ),
        migrations.RunPython(were_heard, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(
                condition=models.Q(("heard_at", None)), fields=["received_at"], name="messaging_reply_unheard"
            ),
        ),
    ]
