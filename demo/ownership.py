"""What happened to the ownership of leads: the pool, locks, the escalation of this hour."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import User
from consultants import queries as roster
from consultants.models import Consultant, Leave
from content.models import ArticlePage
from crm.intake.models import HotlineTap
from crm.intake.rules.asked import Asked
from crm.intake.services import details, escalation, hotline, inquiries, review, telephone
from crm.intake.services.telephone import Call
from crm.leads.models import DeskRules, Lead
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.sources import Source
from crm.leads.services import leads
from crm.pool.services import pool, reclaim
from crm.routing.services import rule_sets
from demo import messages
from kit import clock, phones

SWEPT_DAYS = 9
LADDER_MINUTES = 30
AFTER_DUTY = time(21, 30)
RULE: dict[str, Any] = {
    "topics": [],
    "sources": [],
    "people_from": None,
    "people_to": None,
    "weekdays": [],
    "hour_from": None,
    "hour_to": None,
    "people": [],
    "shares": [],
}
# Whose lead, how many days ago it came, who asked for what, and why it was put into the pool; else it was forgotten.
LEFT = [
    ("liu", 13, "白部长", "南湖总工会（演示）", "社会实践", 36, ""),
    ("zhong", 12, "秦科长", "盘龙镇民政局（演示）", "基层党建", 30, ""),
    ("qian", 12, "尤主任", "清源县人民医院（演示）", "能力提升", 45, ""),
    ("liu", 6, "许老师", "松江区学院（演示）", "青年成长", 60, "学校改期到明年，请同事接手"),
    ("zhong", 5, "吕书记", "东岭市交投公司（演示）", "企业管理", 40, "对方只要周末班，同事那边更合适"),
    ("qian", 4, "施女士", "白鹭区税务局（演示）", "党性教育", 28, "换了经办人，需要重新认识"),
]


def tend(now: datetime, users: dict[str, User]) -> None:
    """Sweep the desks of the last days, and let consultants claim, keep and put back a few leads."""
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8619900000100")
    _routing(users)
    left = [_left(number, users, now) for number in range(len(LEFT))]
    today = clock.local(now).date()
    for day in range(SWEPT_DAYS, 0, -1):
        reclaim.sweep(clock.instant(today - timedelta(days=day), AFTER_DUTY))
    for forgotten, (owner, days, *_asked, reason) in zip(left, LEFT, strict=True):
        if reason:
            pool.give_back(forgotten.pk, by=users[owner], reason=reason, at=now - timedelta(days=days - 3, hours=2))
    _claim(users["qian"], now)
    for owner in ("zhong", "qian"):
        for _time in range(2):
            if lead := _calm(owner, now):
                pool.keep(lead.pk, kept=True, by=users[owner], at=now - timedelta(hours=3))
    _take_leave("liu", "qian", now)
    _answer_the_telephone(users["zhong"], now)
    _meet_again(now)
    _look_odd(users["manager"], now)
    for minute in range(LADDER_MINUTES, -1, -1):
        escalation.escalate_due(now - timedelta(minutes=minute))


def _routing(users: dict[str, User]) -> None:
    """Large groups by shares, schools to 刘老师; the second version changed who gets the large ones."""
    zhong, qian, liu = (Consultant.objects.get(user=users[name]) for name in ("zhong", "qian", "liu"))
    schools = RULE | {"name": "学校", "topics": ["kind:school"], "strategy": "person", "people": [liu.pk]}
    large = RULE | {"name": "五十人以上", "people_from": 50, "strategy": "team", "people": [zhong.pk, qian.pk]}
    shared = large | {"strategy": "share", "shares": [2, 1]}
    for version, rules in enumerate(([schools, large], [schools, shared])):
        rule_sets.publish(version=version, rules=rules, shown="after", fallback=zhong, by=users["manager"])


def _left(number: int, users: dict[str, User], now: datetime) -> Lead:
    """A lead that was called once and then forgotten."""
    owner, days, name, unit, theme, head_count, _reason = LEFT[number]
    at = now - timedelta(days=days)
    asked = Asked(
        name=name,
        phone=phones.parse(f"1990000400{number}"),
        head_count=head_count,
        submission_key=uuid.uuid5(uuid.NAMESPACE_OID, f"demo-left-{number}"),
        source=Source.ARTICLE,
        consent_version="demo",
    )
    inquiry = inquiries.receive(asked, at=at)
    messages.delivered(inquiry, at)
    details.add(inquiry.pk, theme=theme, organisation_name=unit, at=at + timedelta(minutes=1))
    lead = Lead.objects.get(inquiries=inquiry)
    to = Consultant.objects.get(user=users[owner])
    if lead.owner_id != to.pk:
        leads.assign(lead.pk, to=to, by=None, at=at + timedelta(minutes=2))
    lead, _action = leads.log_call(lead.pk, outcome=Outcome.CALL_BACK, by=users[owner], at=at + timedelta(minutes=6))
    return lead


def _calm(owner: str, now: datetime) -> Lead | None:
    """An open, answered lead of a consultant that nothing has happened to today."""
    own = Lead.objects.open().filter(owner__user__username=owner, kept_at=None, first_response_at__isnull=False)
    return own.filter(touched_at__lt=now - timedelta(days=1)).order_by("touched_at", "pk").first()


def _take_leave(who: str, cover: str, now: datetime) -> None:
    """A consultant is away until tomorrow evening, and a colleague sees what falls due."""
    away, here = (Consultant.objects.get(user__username=name) for name in (who, cover))
    until = clock.instant(clock.local(now).date() + timedelta(days=1), AFTER_DUTY)
    if own := Lead.objects.open().filter(owner=away).order_by("pk").last():
        due_at = now + timedelta(minutes=40)
        leads.plan_call(own.pk, due_at=due_at, note="约好今天回电", by=away.user, at=now - timedelta(days=1))
    if not away.leaves.filter(ends_at__gt=now).exists():
        Leave.objects.create(
            consultant=away, cover=here, starts_at=now - timedelta(hours=2), ends_at=until, reason="外出培训"
        )


def _meet_again(now: datetime) -> None:
    """Nine minutes ago a visitor asked beside one consultant's number, then named an organisation a colleague knows."""
    roster.forget_roster()
    on_duty = [one.consultant for one in roster.roster(now) if one.card(now).is_on_duty]
    known = Lead.objects.filter(organisation__isnull=False, owner__in=on_duty).order_by("-last_asked_at").first()
    if known is None or known.organisation is None or len(on_duty) == 1:
        return
    asked = Asked(
        name="童主任",
        phone=phones.parse("19900003100"),
        head_count=42,
        submission_key=uuid.uuid5(uuid.NAMESPACE_OID, "demo-again"),
        source=Source.ARTICLE,
        consent_version="demo",
        shown_consultant_id=next(one.pk for one in on_duty if one.pk != known.owner_id),
    )
    inquiry = inquiries.receive(asked, at=now - timedelta(minutes=9))
    messages.delivered(inquiry, now - timedelta(minutes=8))
    details.add(inquiry.pk, theme="党性教育", organisation_name=known.organisation.name, at=now - timedelta(minutes=8))


def _look_odd(by: User, now: datetime) -> None:
    """Two inquiries filled in the hidden field: one waits for review, one was advertising."""
    for number, (name, minutes) in enumerate((("贺女士", 4), ("推广专员", 180))):
        asked = Asked(
            name=name,
            phone=phones.parse(f"1990000320{number}"),
            head_count=40,
            submission_key=uuid.uuid5(uuid.NAMESPACE_OID, f"demo-odd-{number}"),
            source=Source.SITE,
            consent_version="demo",
            suspect_reason="trap",
        )
        inquiry = inquiries.receive(asked, at=now - timedelta(minutes=minutes))
        if number:
            review.discard(inquiry.pk, reason="推销广告", by=by, at=now - timedelta(minutes=minutes - 15))


def _answer_the_telephone(by: User, now: datetime) -> None:
    """A call written down this morning, and two hotlines tapped just now whose callers are still talking."""
    article = ArticlePage.objects.live().order_by("pk").first()
    heard = Call(
        name="温科长",
        phone=phones.parse("19900003000"),
        head_count=40,
        organisation_name="云岭区总工会（演示）",
        note="从文章看到热线，想要四天的方案。",
        outcome=Outcome.WANTS_PROPOSAL,
    )
    telephone.take(heard, by=by, at=now - timedelta(hours=5))
    for minutes, consultant in ((2, Consultant.objects.get(user=by)), (6, Consultant.objects.exclude(user=by).first())):
        if consultant and article:
            tap = hotline.record_tap(consultant=consultant, page=article.page_ptr, visit_id=uuid.uuid4())
            HotlineTap.objects.filter(pk=tap.pk).update(at=now - timedelta(minutes=minutes))


def _claim(by: User, now: datetime) -> None:
    """One lead was claimed from the pool this morning, and the number of another one was looked at."""
    found = list(Lead.objects.in_pool().exclude(pooled_from__user=by).order_by("pooled_at", "pk")[:2])
    if found:
        pool.claim(found[0].pk, by=by, at=now - timedelta(hours=2))
        leads.note(found[0].pk, text="翻了之前的记录，明天上午先打电话。", by=by, at=now - timedelta(hours=2))
    if len(found) > 1:
        pool.reveal(found[1].pk, by=by, purpose="read", at=now - timedelta(hours=1))
