"""What the desk tells colleagues: the response ladder, the public pool, handing over, a caller's message."""

from importlib import import_module

from django.db import migrations

first = import_module("messaging.migrations.0005_the_first_wordings")

WORDINGS = [
    (
        "caller_left_message",
        "来电留言转告老师",
        ["name", "due"],
        "来电留言：{name}找您，请在{due}前回电。详情见工作台。",
    ),
    (
        "desk_handed_over",
        "工作交接通知老师",
        ["name", "count"],
        "工作交接：{name}的{count}条线索已转给您，详情见工作台。",
    ),
    (
        "pool_warning",
        "线索将回公海",
        ["count", "days", "names"],
        "提醒：您有{count}条线索再过{days}个值班日无跟进将回公海：{names}。请及时跟进，或在工作台锁定。",
    ),
    (
        "response_reminder",
        "回电时限提醒",
        ["name", "due"],
        "提醒：{name}的咨询还未回电，约定时间是{due}，请尽快联系。",
    ),
    (
        "response_backup",
        "请同事代接",
        ["name", "owner", "due"],
        "请代接：{name}的咨询（{owner}）约定{due}前回电，已经超时。详情见工作台。",
    ),
    (
        "response_manager",
        "超时上报主管",
        ["name", "owner", "due"],
        "超时上报：{name}的咨询（{owner}）约定{due}前回电，至今无人联系。详情见工作台。",
    ),
]


def write(apps, schema_editor):
    first.write_all(apps, WORDINGS)


class Migration(migrations.Migration):
    """Write them."""

    dependencies = [("messaging", "0005_the_first_wordings")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
