"""What consultants on duty and the manager are told when an inquiry waits too long for a decision."""

from importlib import import_module

from django.db import migrations

first = import_module("messaging.migrations.0005_the_first_wordings")

WORDINGS = [
    (
        "review_waiting",
        "待审核咨询无人处理",
        ["count", "since"],
        "有{count}条咨询待审核，最早自{since}起无人处理，请登录招生工作台放行或作废。",
    ),
]


def write(apps, schema_editor):
    first.write_all(apps, WORDINGS)


class Migration(migrations.Migration):
    """Write it."""

    dependencies = [("messaging", "0011_an_index_is_asked")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
