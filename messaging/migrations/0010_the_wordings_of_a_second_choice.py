"""What visitor and consultant are told when an inquiry goes to the consultant of the visitor's organisation."""

from importlib import import_module

from django.db import migrations

first = import_module("messaging.migrations.0005_the_first_wordings")

WORDINGS = [
    (
        "inquiry_own_consultant",
        "改由单位对接老师回电",
        ["name", "number", "consultant", "callback_by"],
        "{name}您好，贵单位由{consultant}对接，您的咨询（编号{number}）改由{consultant}在{callback_by}前回电，请留意来电。",
    ),
    (
        "inquiry_went_on",
        "咨询转给单位对接老师",
        ["name", "organisation", "consultant"],
        "{name}的咨询已转给{consultant}：{organisation}由{consultant}对接，您不用再回电。",
    ),
]


def write(apps, schema_editor):
    first.write_all(apps, WORDINGS)


class Migration(migrations.Migration):
    """Write them."""

    dependencies = [("messaging", "0009_the_wording_of_a_reply")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
