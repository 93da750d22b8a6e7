"""The audit page: what it lists, in which order, who sees it; and the alarm on unusual revealing."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from crm.audit import queries
from crm.audit.rules.unusual import bursts
from crm.leads.models import DeskRules, Kind
from crm.leads.services import desk_rules, leads, merging, timeline, undo
from crm.notices.models import Notice
from crm.notices.rules.kinds import NoticeKind
from crm.pool.services import hand_over, pool
from crm.transfer.models import Download, Export
from kit import clock
from tests.factories.leads import LeadFactory, twin
from tests.factories.people import ConsultantFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db

AUDIT = "/desk/audit/"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.SHANGHAI)


def shown(page):
    return [row.text.split() for row in BeautifulSoup(page.text, "html.parser").select(".audit-line")]


def what(page):
    return [BeautifulSoup(str(row), "html.parser").text.strip() for row in select(page, ".audit-what")]


def select(page, rule):
    return BeautifulSoup(page.text, "html.parser").select(rule)


def minutes(number):
    return NOON + timedelta(minutes=number)


@pytest.fixture
def acts(zhong, qian, manager):
    """One act of each kind, a minute after the other."""
    lead = LeadFactory(owner=zhong, name="冯书记")
    pool.reveal(lead.pk, by=zhong.user, purpose="dial", at=minutes(1))
    _lead, assigned = leads.assign(lead.pk, to=qian, by=manager, reason="休假", at=minutes(2))
    merging.merge(lead.pk, other_id=twin(lead).pk, by=manager, at=minutes(3))
    times = {"created_at": minutes(4), "progress_at": minutes(4)}
    export = Export.objects.create(by=zhong.user, what="leads", reason="报送名册", written=62, **times)
    Download.objects.create(export=export, by=zhong.user, at=minutes(5), address="203.0.113.7")
    return lead, assigned


def test_each_act_stands_with_who_what_and_its_row(as_manager, acts):
    page = as_manager.get(AUDIT)

    assert what(page) == ["下载", "导出", "合并", "转交", "查看号码"]
    assert "203.0.113.7" in page.text
    assert "→ 钱老师 · 休假" in page.text
    revealed = select(page, ".audit-line")[-1]
    assert "钟老师" in revealed.text
    assert revealed.select_one("a")["href"] == f"/desk/leads/{acts[0].pk}/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("what=reassigned", ["转交"]),
        ("what=revealed&since=2026-11-24", []),
        ("since=2026-11-23&until=2026-11-23&what=merged", ["合并"]),
        ("since=2026-13-01", []),
        ("after=nonsense", []),
        ("after=2026-01-01T00:00%2B23:59|1|1", []),
        ("after=0001-01-01T00:00%2B23:59|1|1", []),
    ],
)
def test_the_address_narrows_it(as_manager, acts, query, found):
    assert what(as_manager.get(f"{AUDIT}?{query}")) == found


def test_one_user_s_acts_alone(as_manager, acts, zhong):
    assert what(as_manager.get(f"{AUDIT}?who={zhong.user_id}")) == ["下载", "导出", "查看号码"]


def test_what_was_taken_back_says_so_and_stands_by_itself(as_manager, manager, zhong, qian):
    lead = LeadFactory(owner=zhong)
    _lead, assigned = leads.assign(lead.pk, to=qian, by=manager)
    undo.undo(assigned.pk, by=manager)

    assert what(as_manager.get(AUDIT)) == ["撤回", "转交"]
    assert "之后已撤回" in as_manager.get(AUDIT).text


def test_a_hand_over_to_several_says_so(as_manager, manager, zhong, qian):
    first, second = LeadFactory.create_batch(2, owner=zhong)
    liu = ConsultantFactory(name="刘老师")
    hand_over.move(zhong.pk, targets={first.pk: qian.pk, second.pk: liu.pk}, by=manager)

    assert "→ 2 位老师" in as_manager.get(AUDIT).text


def test_its_pages_hold_each_act_once(as_manager, zhong, manager, qian, monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 3)
    for number in range(5):
        lead = LeadFactory(owner=zhong)
        pool.reveal(lead.pk, by=zhong.user, purpose="dial", at=minutes(number // 2))
        leads.assign(lead.pk, to=qian, by=manager, at=minutes(number // 2))

    address, seen = AUDIT, []
    while address:
        page = as_manager.get(address)
        seen += [(line.event.what, line.event.row.pk) for line in page.context["lines"]]
        address = f"{AUDIT}?{page.context['rest']}" if page.context["rest"] else ""

    assert len(seen) == len(set(seen)) == 10


def test_many_acts_cost_the_same(as_manager, zhong, qian, manager):
    def add(number):
        lead = LeadFactory(owner=zhong)
        pool.reveal(lead.pk, by=zhong.user, purpose="dial")
        leads.assign(lead.pk, to=qian, by=manager)

    desk_rules.change(version=1, reveals_an_hour=500)
    assert len(costs(add, lambda: as_manager.get(AUDIT), sizes=(1, 3, 60))) == 1


def test_managers_are_told_once_of_unusual_revealing(as_manager, manager, zhong):
    desk_rules.change(version=1, reveals_an_hour=3)
    lead, at = LeadFactory(owner=zhong), clock.now()
    for number in range(6):
        pool.reveal(lead.pk, by=zhong.user, purpose="read", at=at - timedelta(minutes=10 - number))

    notice = Notice.objects.get(kind=NoticeKind.REVEALS)
    assert (notice.recipient, notice.facts["count"]) == (manager, 4)
    page = as_manager.get(notice.address)
    assert len(what(page)) == 6
    assert "钟老师 一小时内看了 6 个号码" in page.text
    assert "一小时内看了 4 个号码" in as_manager.get("/desk/notices/").text


def test_few_reveals_alarm_no_one(as_manager, zhong):
    lead, at = LeadFactory(owner=zhong), clock.now()
    for number in range(DeskRules.objects.current().reveals_an_hour + 1):
        timeline.write(lead, Kind.REVEALED, at=at - timedelta(minutes=61 * number), by=zhong.user)

    assert "异常查看" not in as_manager.get(AUDIT).text


@given(st.lists(st.integers(0, 300), max_size=40), st.integers(1, 6))
def test_a_burst_is_the_fullest_hour(offsets, most):
    instants = [minutes(offset) for offset in sorted(offsets)]
    fullest = max((sum(at - timedelta(hours=1) < other <= at for other in instants) for at in instants), default=0)

    found = bursts(((1, at) for at in instants), most)

    assert [burst.count for burst in found] == ([fullest] if fullest > most else [])
