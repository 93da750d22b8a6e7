"""The wordings that were files become the first approved versions of the registry."""

from django.db import migrations
from django.utils import timezone

WORDINGS = [
    (
        "inquiry_received",
        "咨询已收到",
        ["name", "number", "consultant", "callback_by"],
        "{name}您好，您的咨询（编号{number}）已收到，{consultant}将在{callback_by}前给您回电，请留意来电。",
    ),
    (
        "inquiry_assigned",
        "新咨询通知老师",
        ["name", "head_count", "due"],
        "新咨询：{name}，{head_count}人，请在{due}前回电。详情见工作台。",
    ),
    (
        "response_due",
        "回电提醒老师",
        ["name", "due"],
        "提醒：{name}的咨询还未回电，约定时间是{due}，请尽快联系。",
    ),
    (
        "first_follow_up",
        "次日跟进",
        ["name", "consultant"],
        "{name}您好，我是{consultant}。昨天您咨询的培训安排，如还有疑问，我可随时为您说明，方便时请回个电话。",
    ),
]


def write(apps, schema_editor):
    write_all(apps, WORDINGS)


def write_all(apps, wordings):
    """Write approved first versions; the later migrations with wordings call it too."""
    Template = apps.get_model("messaging", "Template")
    TemplateVersion = apps.get_model("messaging", "TemplateVersion")
    for key, title, variables, text in wordings:
        made, _new = Template.objects.get_or_create(
            key=key, defaults={"title": title, "purpose": "notify", "variables": variables}
        )
        TemplateVersion.objects.get_or_create(
            template=made, number=1, defaults={"text": text, "state": "approved", "decided_at": timezone.now()}
        )


class Migration(migrations.Migration):
    """Write them."""

    dependencies = [("messaging", "0004_ledgers_and_wordings_are_kept")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
