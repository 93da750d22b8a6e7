"""What the demo centre has beside its messages: refusals, a draft of a template, a colleague's preferences."""

from datetime import datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Concat

from accounts.models import User
from crm.intake.models import Inquiry
from crm.leads.models import Activity, Kind, Lead
from crm.leads.services import texts
from crm.leads.services.notices import given_key
from crm.leads.services.texts import TextContent
from kit import clock
from messaging.gateways.base import Incoming
from messaging.models import Approval, How, Message, State, Subject, Template
from messaging.services import notices, opt_outs, replies, templates

HOUR = timedelta(hours=1)


def build(users: dict[str, User]) -> None:
    """Two refusals, one of them lifted; consents; a promotion, a draft; one who likes e-mails; two who write to us."""
    numbers = list(Lead.objects.filter(stage="lost").order_by("pk").values_list("phone", flat=True).distinct()[:3])
    for number, how in zip(numbers, (How.DESK, How.PAGE, How.DESK), strict=False):
        by = users["zhong"] if how == How.DESK else None
        opt_outs.record(number, by=by, how=how, note="来电说明年再联系，先不要发短信。" if by else "")
    if len(numbers) > 2:  # noqa: PLR2004  (the third one came back)
        opt_outs.lift(numbers[2], by=users["zhong"], how=How.DESK, note="又来咨询，同意接收通知。")
    enrolled = Lead.objects.filter(stage="enrolled").order_by("pk").values_list("phone", flat=True).distinct()
    for number in enrolled[:12]:
        opt_outs.consent(number, subject=Subject.PROMOTIONAL, how=How.FORM, wording="demo", by=None)
    _templates(users["manager"])
    notices.save_recipient(
        None,
        key="+8618079606663",
        label="钟老师",
        email="zhong@centre.example",
        ways={"response_due": ["sms", "email"]},
    )
    _replies(users["zhong"])


def _replies(zhong: User) -> None:
    """A visitor of 钟老师 answers a text, and an unknown number asks by text."""
    lead = Lead.objects.open().filter(owner__user=zhong).order_by("-asked_at").first()
    if lead is not None:
        _write(lead, TextContent("call_agreed", {"callback_at": "下午两点"}), by=zhong, ago=3 * HOUR)
        _write(lead, TextContent("missed_call", {"callback_at": "三点以后"}), by=zhong, ago=HOUR, fault="30003")
        replies.receive(Incoming("demo-1", lead.phone, "好的，请下午三点以后打。"))
    replies.receive(Incoming("demo-2", "+8619900009001", "您好，想了解十二月的三天班，大约四十人。"))


def _write(lead: Lead, wording: TextContent, *, by: User, ago: timedelta, fault: str = "") -> None:
    """A text of a consultant that left some time ago, and arrived or did not."""
    at = clock.now() - ago
    action = texts.send(lead.pk, wording, by=by, at=at)
    Message.objects.queued().filter(topic=lead.topic, by=by).update(
        state=State.UNDELIVERED.value if fault else State.DELIVERED.value,
        error_code=fault,
        created_at=at,
        due_at=at,
        claimed_at=at,
        settled_at=at + timedelta(seconds=2),
        attempts=1,
        gateway="console",
        provider_sid=f"demo-text-{action.pk}",
    )


def _templates(manager: User) -> None:
    promotion = templates.create_template(
        "autumn_classes",
        title="秋季开班提示",
        purpose="promote",
        variables=["name"],
        text="{name}您好，秋季培训班期已排出，欢迎来电了解。拒收请回复R",
        by=manager,
    )
    version = promotion.versions.get()
    for step in (Approval.SUBMITTED, Approval.APPROVED):
        templates.decide(version.pk, to=step, by=manager, note="运营商已通过" if step == Approval.APPROVED else "")
    follow_up = Template.objects.get(key="first_follow_up")
    templates.add_version(
        follow_up,
        text="{name}您好，我是{consultant}。昨天您问的培训安排，我已整理好几个日期，方便时请回个电话。",
        by=manager,
    )


def delivered(inquiry: Inquiry, at: datetime) -> None:
    """The first texts have arrived by now, so that a change is announced by another one."""
    first = Message.objects.queued().filter(dedupe_key__startswith=f"inquiry:{inquiry.number}:")
    first.update(
        state=State.DELIVERED.value,
        claimed_at=at,
        settled_at=at,
        attempts=1,
        gateway="console",
        provider_sid=Concat(Value("demo-"), F("dedupe_key")),
    )


def settle_messages(now: datetime) -> None:
    """The texts of the past were sent in the past: give them the instant of what they are about."""
    asked_at = {
        f"inquiry:{number}:{kind}": at
        for number, at in Inquiry.objects.values_list("number", "asked_at")
        for kind in ("received", "assigned")
    }
    asked_at |= dict(Message.objects.filter(template="pool_warning").values_list("dedupe_key", "due_at"))
    moved_at = dict(
        Inquiry.objects.filter(
            lead__activities__kind=Kind.ASSIGNED, lead__activities__data__has_keys=["from", "trace"]
        ).values_list("number", "lead__activities__at")
    )
    again = Message.objects.filter(dedupe_key__contains=":again:").values_list("dedupe_key", flat=True)
    asked_at |= {key: moved_at[key.split(":")[1]] for key in again}
    known_at = dict(Activity.objects.filter(kind=Kind.SAME_ORGANISATION).values_list("lead", "at"))
    notices_sent = Message.objects.filter(template="same_organisation").values_list("dedupe_key", flat=True)
    asked_at |= {key: known_at[int(key.split(":")[1])] for key in notices_sent}
    assigned = Activity.objects.filter(kind=Kind.ASSIGNED).values_list("pk", "at")
    asked_at |= {given_key(pk): at for pk, at in assigned}
    replied_at = dict(Activity.objects.filter(kind=Kind.REPLIED).values_list("lead", "at"))
    heard = Message.objects.filter(template="visitor_replied").values_list("dedupe_key", flat=True)
    asked_at |= {key: replied_at[int(key.split(":")[1])] for key in heard}
    messages = [message for message in Message.objects.all() if message.dedupe_key in asked_at]
    for message in messages:
        at = asked_at[message.dedupe_key]
        message.created_at = message.due_at = message.claimed_at = at
        message.settled_at = at + timedelta(seconds=2)
        message.expires_at = at + timedelta(hours=24)
        message.state = State.DELIVERED.value
        message.attempts, message.gateway = 1, "console"
        message.provider_sid = f"demo-{message.uuid.hex}"
    fields = ["created_at", "due_at", "claimed_at", "settled_at", "expires_at", "state", "attempts", "gateway"]
    Message.objects.bulk_update(messages, [*fields, "provider_sid"], batch_size=200)
