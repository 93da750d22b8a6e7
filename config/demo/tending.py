"""What the house and its people did around ownership: the pool, locks, the response ladder of this hour."""

import uuid
from datetime import datetime, time, timedelta

from accounts.models import User
from consultants.models import Consultant, Leave
from content.models import ArticlePage
from crm.models import DeskRules, HotlineTap, Lead
from crm.models.desk_rules import THE_ONE
from crm.rules.cadence import Outcome
from crm.services import escalation, follow_ups, hotline, leads, pool, reclaim, telephone
from crm.services.telephone import Call
from kit import clock, phones

SWEPT_DAYS = 9
LADDER_MINUTES = 30
AFTER_DUTY = time(21, 30)
GIVEN_BACK = [
    ("liu", "长期出差，请同事跟进"),
    ("zhong", "对方只要周末班，同事那边更合适"),
    ("qian", "两周没有联系上"),
    ("liu", "学校改期到明年"),
    ("zhong", "要先报年度计划，明年再谈"),
    ("qian", "换了经办人，需要重新认识"),
    ("zhong", "本周满负荷，请同事接手"),
]


def tend(now: datetime, users: dict[str, User]) -> None:
    """Sweep the desks of the last days, and let people claim, keep and put back a few leads."""
    DeskRules.objects.create(
        pk=THE_ONE, fallback=Consultant.objects.get(user=users["zhong"]), manager_phone="+8619900000100"
    )
    today = clock.local(now).date()
    for day in range(SWEPT_DAYS, 0, -1):
        reclaim.sweep(datetime.combine(today - timedelta(days=day), AFTER_DUTY, tzinfo=clock.SHANGHAI))
    for number, (owner, reason) in enumerate(GIVEN_BACK):
        if lead := _calm(owner, now):
            pool.give_back(lead.pk, by=users[owner], reason=reason, at=now - timedelta(hours=90 - 13 * number))
    _claim(users["qian"], now)
    for owner in ("zhong", "qian"):
        for _time in range(2):
            if lead := _calm(owner, now):
                pool.keep(lead.pk, kept=True, by=users[owner], at=now - timedelta(hours=3))
    _take_leave("liu", "qian", now)
    _answer_the_telephone(users["zhong"], now)
    for minute in range(LADDER_MINUTES, -1, -1):
        escalation.escalate_due(now - timedelta(minutes=minute))


def _calm(owner: str, now: datetime) -> Lead | None:
    """An open, answered lead of hers that nothing has happened to today."""
    own = Lead.objects.open().filter(owner__user__username=owner, kept_at=None, first_response_at__isnull=False)
    return own.filter(touched_at__lt=now - timedelta(days=4)).order_by("touched_at", "pk").first()


def _take_leave(who: str, cover: str, now: datetime) -> None:
    """She is away until tomorrow evening, and a colleague sees what falls due on her desk."""
    away, here = (Consultant.objects.get(user__username=name) for name in (who, cover))
    until = datetime.combine(clock.local(now).date() + timedelta(days=1), AFTER_DUTY, tzinfo=clock.SHANGHAI)
    if own := Lead.objects.open().filter(owner=away).order_by("pk").last():
        due_at = now + timedelta(minutes=40)
        follow_ups.plan_call(own.pk, due_at=due_at, note="约好今天回电", by=away.user, at=now - timedelta(days=1))
    if not away.leaves.filter(ends_at__gt=now).exists():
        Leave.objects.create(
            consultant=away, cover=here, starts_at=now - timedelta(hours=2), ends_at=until, reason="外出培训"
        )


def _answer_the_telephone(by: User, now: datetime) -> None:
    """A call written down this morning, and two hotlines tapped just now whose callers are still talking."""
    article = ArticlePage.objects.live().order_by("pk").first()
    heard = Call(
        name="温科长",
        phone=phones.parse("19900003000"),
        key=uuid.uuid5(uuid.NAMESPACE_OID, "demo-telephone"),
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
    """One lead that lay in the pool is hers since this morning, and she looked at another one's number."""
    found = list(Lead.objects.in_pool().exclude(pooled_from__user=by).order_by("pooled_at", "pk")[:2])
    if found:
        pool.claim(found[0].pk, by=by, at=now - timedelta(hours=2))
        leads.note(found[0].pk, text="翻了之前的记录，明天上午先打电话。", by=by, at=now - timedelta(hours=2))
    if len(found) > 1:
        leads.reveal(found[1].pk, by=by, purpose="read", at=now - timedelta(hours=1))
