"""While the inbox stands open it learns what came to the desk, and nothing else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection

from crm.desk.queries import news
from crm.leads.models import Activity
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import inbox
from crm.pool.services import pool
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import ConsultantFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?tab=open"}
ADDRESS = "/desk/?tab=open"


def poll_of(page):
    """The address that a page asks by itself."""
    return BeautifulSoup(page.text, "html.parser").select_one('[hx-trigger="every 8s"]')["hx-get"]


def answer_to(client, poll):
    return client.get(poll, headers=HTMX)


def pill(answer):
    found = BeautifulSoup(answer.text, "html.parser").select_one(".news-pill")
    return found.text.split()[0] if found else None


@pytest.fixture
def poll(as_zhong, lead):
    return poll_of(as_zhong.get(ADDRESS))


def test_nothing_is_said_while_nothing_happened(as_zhong, poll, qian):
    leads.note(LeadFactory(owner=qian).pk, text="钱老师的", by=qian.user)

    assert answer_to(as_zhong, poll).status_code == 204


def test_a_new_lead_is_named_once_with_true_counts(as_zhong, poll, zhong):
    new = ask(phone="139 0000 0031").lead
    answer = answer_to(as_zhong, poll)
    page = BeautifulSoup(answer.text, "html.parser")
    assert pill(answer) == "1"
    assert page.select_one(".news-pill")["href"] == ADDRESS
    assert page.select_one('[hx-swap-oob="innerHTML:.nav-waiting"]').text == "2"
    assert page.select_one("#tabs [aria-current]")["href"].endswith("tab=open")

    again = poll_of(answer)
    assert answer_to(as_zhong, again).status_code == 204
    leads.note(new.pk, text="自己写的", by=zhong.user)
    answer = answer_to(as_zhong, again)
    assert answer.status_code == 200
    assert "news-pill" not in answer.text
    assert answer_to(as_zhong, poll_of(answer)).status_code == 204


def test_a_lead_that_asks_twice_is_one(as_zhong, poll, lead, monday):
    ask(), ask()

    assert pill(answer_to(as_zhong, poll)) == "1"


def test_a_lead_handed_over_is_new_to_its_new_owner(as_zhong, poll, qian, manager, zhong):
    leads.assign(LeadFactory(owner=qian).pk, to=zhong, by=manager)

    assert pill(answer_to(as_zhong, poll)) == "1"


def test_a_claim_is_news_to_the_manager_and_in_another_tab(as_zhong, client, zhong, manager, qian):
    pooled, _action = pool.give_back(LeadFactory(owner=qian).pk, by=qian.user, reason="")
    own = poll_of(as_zhong.get(ADDRESS))
    pool.claim(pooled.pk, by=zhong.user)
    assert pill(answer_to(as_zhong, own)) == "1"

    client.force_login(manager)
    assert pill(answer_to(client, own)) == "1"


def test_what_a_manager_gives_away_is_no_news_to_the_manager(as_manager, lead, qian, manager):
    poll = poll_of(as_manager.get(ADDRESS))
    leads.assign(lead.pk, to=qian, by=manager)

    assert pill(answer_to(as_manager, poll)) is None


def test_own_calls_bring_counts_and_no_pill(as_zhong, poll, lead, zhong):
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=zhong.user)
    answer = answer_to(as_zhong, poll)

    assert pill(answer) is None
    assert BeautifulSoup(answer.text, "html.parser").select_one('[hx-swap-oob="innerHTML:.nav-waiting"]').text == ""


@pytest.mark.parametrize("query", ["", "?since=x&newest=0&shown=0", "?since=-1&newest=0&shown=0", "?since=1"])
def test_what_cannot_be_read_is_refused(as_zhong, query):
    assert answer_to(as_zhong, f"/desk/news/{query}").status_code == 400


def test_a_notice_alone_is_news_as_well(as_zhong, poll, zhong, monday):
    inbox.write([inbox.notice(zhong.user_id, NoticeKind.IMPORTED, at=monday, name="名单.xlsx", count=3)])
    answer = answer_to(as_zhong, poll)

    assert BeautifulSoup(answer.text, "html.parser").select_one('[hx-swap-oob="innerHTML:.nav-notices"]').text == "1"
    assert pill(answer) is None
    assert answer_to(as_zhong, poll_of(answer)).status_code == 204


def test_without_htmx_one_comes_to_the_inbox(as_zhong, poll):
    assert as_zhong.get(poll)["Location"] == "/desk/"


def test_the_title_counts_the_first_answers_owed(as_zhong, lead, zhong):
    def title(address):
        return BeautifulSoup(as_zhong.get(address).text, "html.parser").title.text

    assert title(ADDRESS).startswith("(1) 线索收件箱")
    assert title(f"/desk/leads/{lead.pk}/").startswith("(1) 王主任")
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=zhong.user)
    assert title(ADDRESS).startswith("线索收件箱")


def test_asking_costs_one_statement_by_the_primary_key(zhong, lead):
    last = news.newest()
    LeadFactory.create_batch(60, owner=ConsultantFactory())
    leads.note(lead.pk, text="新的", by=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_activity")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = Activity.objects.filter(pk__gt=last, lead__owner=zhong).explain()

    assert "leads_activity_pkey" in plan
    assert statements(lambda: news.since(last, zhong.user)) == 1


def test_the_parameters_name_what_the_page_shows(poll):
    seen = {name: int(value) for name, [value] in parse_qs(urlsplit(poll).query).items()}

    assert seen == {"since": news.newest(), "newest": news.newest(), "shown": 0, "notices": 0}
