"""The follow-up plan a centre begins with: a text on the next morning to a visitor who has not been reached."""

from django.db import migrations

STEP = {
    "act": "text",
    "delay": 1,
    "unit": "days",
    "at": "09:00",
    "when": "unreached",
    "stages": [],
    "sources": [],
    "people_from": None,
    "people_to": None,
    "wording": "first_follow_up",
    "note": "",
}


def write(apps, schema_editor):
    apps.get_model("cadences", "Cadence").objects.create(version=1, steps=[STEP], control_percent=0, is_active=True)


class Migration(migrations.Migration):
    """Write it."""

    dependencies = [("cadences", "0002_versions_stay"), ("messaging", "0003_first_templates")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
