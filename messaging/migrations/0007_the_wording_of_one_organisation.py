"""What a colleague is told when an organisation she knows asks again."""

from importlib import import_module

from django.db import migrations

first = import_module("messaging.migrations.0005_the_first_wordings")

WORDINGS = [
    (
        "same_organisation",
        "同单位新咨询",
        ["organisation", "name", "consultant"],
        "同单位新咨询：{organisation}{name}，由{consultant}跟进；您也有该单位的线索，请与同事对接。",
    ),
]


def write(apps, schema_editor):
    first.write_all(apps, WORDINGS)


class Migration(migrations.Migration):
    """Write it."""

    dependencies = [("messaging", "0006_the_wordings_of_the_desk")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
