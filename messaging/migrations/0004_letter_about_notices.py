from django.db import migrations
from django.utils import timezone

TEXT = "{count}条未读通知：{name}您好，上次信件以来有{count}条通知您还没有看，请登录招生工作台，在“通知”里查看；不想收到这封信，可在“通知设置”里关闭。"


def write_template(apps, schema_editor):
    Template = apps.get_model("messaging", "Template")
    TemplateVersion = apps.get_model("messaging", "TemplateVersion")
    template = Template.objects.create(
        key="notice_digest", title="未读通知信件", purpose="notify", variables=["count", "name"]
    )
    TemplateVersion.objects.create(template=template, number=1, text=TEXT, state="approved", decided_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_a_pause_or_none")]

    operations = [migrations.RunPython(write_template, migrations.RunPython.noop)]
