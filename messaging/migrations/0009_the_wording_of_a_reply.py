"""What a consultant is told when one of her visitors answers by text."""

from importlib import import_module

from django.db import migrations

first = import_module("messaging.migrations.0005_the_first_wordings")

WORDINGS = [
    (
        "visitor_replied",
        "访客短信回复通知老师",
        ["name", "text"],
        "{name}回复了短信“{text}”，自动短信已停，请尽快联系，全文见工作台。",
    ),
]


def write(apps, schema_editor):
    first.write_all(apps, WORDINGS)


class Migration(migrations.Migration):
    """Write it."""

    dependencies = [("messaging", "0008_replies_are_heard")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
