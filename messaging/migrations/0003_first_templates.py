"""The templates a centre begins with, each with its first version approved."""

from django.db import migrations
from django.utils import timezone

# Key, title, variables, text.
TEMPLATES = [
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
        "{name}您好，我是{consultant}。您前面咨询的培训安排，如还有疑问，我可随时为您说明，方便时请回个电话。",
    ),
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
    (
        "same_organisation",
        "同单位新咨询",
        ["organisation", "name", "consultant"],
        "同单位新咨询：{organisation}{name}，由{consultant}跟进；您也有该单位的线索，请与同事对接。",
    ),
    (
        "later_follow_up",
        "再次跟进",
        ["name", "consultant"],
        "{name}您好，我是{consultant}。培训的日期和课程都可以按您的情况调整，需要时请回个电话，我来为您安排。",
    ),
    (
        "visitor_replied",
        "访客短信回复通知老师",
        ["name", "text"],
        "{name}回复了短信“{text}”，自动短信已停，请尽快联系，全文见工作台。",
    ),
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
    (
        "review_waiting",
        "待审核咨询无人处理",
        ["count", "since"],
        "有{count}条咨询待审核，最早自{since}起无人处理，请登录招生工作台放行或作废。",
    ),
]


def write(apps, schema_editor):
    Template = apps.get_model("messaging", "Template")
    TemplateVersion = apps.get_model("messaging", "TemplateVersion")
    for key, title, variables, text in TEMPLATES:
        template = Template.objects.create(key=key, title=title, purpose="notify", variables=variables)
        TemplateVersion.objects.create(
            template=template, number=1, text=text, state="approved", decided_at=timezone.now()
        )


class Migration(migrations.Migration):
    """Write them."""

    dependencies = [("messaging", "0002_append_only_ledgers")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
