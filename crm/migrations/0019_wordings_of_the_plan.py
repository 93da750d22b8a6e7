"""A step may come after a weekend, so the first wording no longer says yesterday; and a wording for a later step."""

from importlib import import_module

from django.db import migrations
from django.utils import timezone

first = import_module("messaging.migrations.0005_the_first_wordings")

FIRST = "{name}您好，我是{consultant}。您前面咨询的培训安排，如还有疑问，我可随时为您说明，方便时请回个电话。"
LATER = [
    (
        "later_follow_up",
        "再次跟进",
        ["name", "consultant"],
        "{name}您好，我是{consultant}。培训的日期和课程都可以按您的情况调整，需要时请回个电话，我来为您安排。",
    ),
]


def write(apps, schema_editor):
    first.write_all(apps, LATER)
    Template = apps.get_model("messaging", "Template")
    TemplateVersion = apps.get_model("messaging", "TemplateVersion")
    template = Template.objects.get(key="first_follow_up")
    latest = TemplateVersion.objects.filter(template=template).order_by("-number").first()
    if latest.number == 1:
        # A house that has written a version of its own keeps it.
        TemplateVersion.objects.create(
            template=template, number=2, text=FIRST, state="approved", decided_at=timezone.now()
        )


class Migration(migrations.Migration):
    """Write them."""

    dependencies = [("crm", "0018_steps_keep_their_place"), ("messaging", "0007_the_wording_of_one_organisation")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
