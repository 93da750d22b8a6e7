from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from consultants.models import Leave
from crm.leads.models import Activity, Kind, Organisation
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from kit import clock
from tests.factories.leads import LeadFactory, ask
from tests.statements import statements

pytestmark = pytest.mark.django_db


def rows(client, **query):
    return list(client.get("/desk/", query).context["page_obj"])


def test_the_list_costs_the_same_for_any_number_of_leads(as_zhong, zhong):
    LeadFactory(owner=zhong)
    before = statements(lambda: rows(as_zhong, tab="open"))
    LeadFactory.create_batch(9, owner=zhong)

    assert statements(lambda: rows(as_zhong, tab="open")) == before


def test_a_lead_costs_the_same_however_long_its_timeline_is(as_zhong, lead):
    def shown():
        assert as_zhong.get(f"/desk/leads/{lead.pk}/").status_code == 200

    leads.note(lead.pk, text="电话里说得很细", by=None)
    before = statements(shown)
    for _time in range(9):
        leads.note(lead.pk, text="电话里说得很细", by=None)

    assert statements(shown) == before


def test_a_consultant_sees_own_leads_and_a_manager_all(as_zhong, lead, qian, manager, client):
    other = LeadFactory(owner=qian)
    assert rows(as_zhong, tab="all") == [lead]

    client.force_login(manager)
    assert set(rows(client, tab="all")) == {lead, other}


def test_a_search_finds_all_leads_a_consultant_works_on(as_zhong, zhong, qian, liu):
    now, day = clock.now(), timedelta(days=1)
    Leave.objects.create(consultant=qian, cover=zhong, starts_at=now - day, ends_at=now + day)
    own = LeadFactory(owner=zhong)
    covered = LeadFactory(owner=qian, next_step_at=now + 9 * day, first_response_at=now)
    taken_over = LeadFactory(owner=liu, backup=zhong)
    LeadFactory(owner=liu)
    LeadFactory(owner=None, pooled_at=now, next_step_at=None)

    assert rows(as_zhong, tab="all") == [own]
    page = as_zhong.get("/desk/", {"tab": "all", "q": "王主任"})
    assert set(page.context["page_obj"]) == {own, covered, taken_over}
    assert qian.name in page.text


def test_each_list_holds_what_its_name_says(as_zhong, zhong):
    now = clock.now()
    waiting = LeadFactory(owner=zhong, next_step_at=now + timedelta(minutes=5))
    overdue = LeadFactory(owner=zhong, first_response_at=now, next_step_at=now - timedelta(days=1))
    later = LeadFactory(owner=zhong, first_response_at=now, next_step_at=now + timedelta(days=5))
    lost = LeadFactory(owner=zhong, stage=Stage.LOST, lost_reason="预算不够", next_step_at=None)

    assert rows(as_zhong, tab="queue") == [overdue, waiting]
    assert rows(as_zhong, tab="open") == [overdue, waiting, later]
    assert set(rows(as_zhong, tab="all")) == {overdue, waiting, later, lost}


def test_the_most_urgent_comes_first(as_zhong, zhong):
    now = clock.now()
    late = LeadFactory(owner=zhong, next_step_at=now - timedelta(minutes=8))
    soon = LeadFactory(owner=zhong, next_step_at=now + timedelta(minutes=3))

    assert rows(as_zhong) == [late, soon]


SPELLINGS = {
    "+8613911112222": (
        "13911112222", "139-1111-2222", "139 1111 2222", "+8613911112222", "0086 139 1111 2222", "(+86)139 1111 2222",
        "１３９１１１１２２２２", "手机：13911112222", "11112222", "1111-2222", "2222", "２２２２",
    ),
    "+867968970353": (
        "0796-8970353", "07968970353", "(0796) 897 0353", "+86 796 8970353", "0796-8970353-801", "0796－8970353",
        "8970353", "８９７０３５３", "897-0353", "0353",
    ),
    "+442079460958": ("+44 20 7946 0958", "0044 20 79460958", "0958"),
}  # fmt: skip


@pytest.mark.parametrize(("phone", "typed"), [(phone, typed) for phone in SPELLINGS for typed in SPELLINGS[phone]])
def test_a_number_is_found_in_any_spelling(as_zhong, zhong, phone, typed):
    lead = LeadFactory(owner=zhong, phone=phone)
    LeadFactory(owner=zhong, phone="+8613900001353")

    assert rows(as_zhong, tab="all", q=typed) == [lead]


@pytest.mark.parametrize("typed", ["王主", "smith", "SMITH", "nhs", "三中", "2023", "81-2"])
def test_names_and_organisations_are_found_in_any_case(as_zhong, zhong, typed):
    school = Organisation.objects.create(name="NHS 三中 81-2", key=Organisation.key_of("NHS 三中 81-2"))
    lead = LeadFactory(owner=zhong, name="王主任 Smith 2023", organisation=school)
    LeadFactory(owner=zhong, name="李女士", phone="+8613911112222")

    assert rows(as_zhong, tab="all", q=typed) == [lead]


@pytest.mark.parametrize("typed", ["0796-8970353", "０７９６ ８９７０３５３", "smith"])
def test_the_pool_and_the_api_search_alike(as_manager, manager, typed):
    pooled = LeadFactory(owner=None, pooled_at=clock.now(), next_step_at=None, name="Smith", phone="+867968970353")
    LeadFactory(owner=None, pooled_at=clock.now(), next_step_at=None, name="李女士")
    api = APIClient()
    api.force_authenticate(manager)

    assert [row.lead.pk for row in as_manager.get("/desk/pool/", {"q": typed}).context["rows"]] == [pooled.pk]
    for address in ("/api/v1/pool/", "/api/v1/leads/"):
        assert [lead["name"] for lead in api.get(address, {"q": typed}).json()["results"]] == ["Smith"]


@pytest.mark.parametrize("nonsense", [{"tab": "nowhere"}, {"owner": "x"}, {"page": "-1"}, {"since": "never"}])
def test_an_address_that_makes_no_sense_still_shows_a_list(as_zhong, lead, nonsense):
    assert as_zhong.get("/desk/", nonsense).status_code == 200


def test_pages_follow_each_other(as_zhong, zhong):
    LeadFactory.create_batch(27, owner=zhong)

    assert len(rows(as_zhong, tab="open")) == 25
    assert len(rows(as_zhong, tab="open", page=2)) == 2


def test_a_lead_of_the_second_page_leaves_the_list_there(as_zhong, zhong):
    LeadFactory.create_batch(27, owner=zhong)
    lead = rows(as_zhong, tab="open", page=2)[0]
    address = f"/desk/leads/{lead.pk}/?tab=open&page=2"

    assert f'href="{address.replace("&", "&amp;")}"' in as_zhong.get("/desk/?tab=open&page=2").text
    assert lead in as_zhong.get(address).context["page_obj"].object_list


def test_a_search_keeps_the_filters_of_the_list(as_manager, lead):
    page = as_manager.get("/desk/?tab=all&since=2026-11-01&page=2").text

    assert '<input type="hidden" name="since" value="2026-11-01">' in page
    assert 'name="page"' not in page


def test_the_number_is_masked_and_showing_it_is_recorded(as_zhong, lead):
    page = as_zhong.get(f"/desk/leads/{lead.pk}/").text
    assert "13900002208" not in page
    assert "139****2208" in page

    shown = as_zhong.post(f"/desk/leads/{lead.pk}/reveal/", {"purpose": "dial"}).text
    assert "tel:+8613900002208" in shown
    line = Activity.objects.get(kind=Kind.REVEALED)
    assert (line.actor.username, line.text) == ("zhong", "dial")


def test_showing_numbers_has_a_limit(as_zhong, lead):
    for _time in range(60):
        as_zhong.post(f"/desk/leads/{lead.pk}/reveal/", {"purpose": "read"}, headers={"HX-Request": "true"})
    refused = as_zhong.post(f"/desk/leads/{lead.pk}/reveal/", {"purpose": "read"}, headers={"HX-Request": "true"})

    assert refused.status_code == 422
    assert "13900002208" not in refused.text


def test_a_lead_handed_over_belongs_to_the_colleague(as_zhong, lead, qian):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/assign/", {"to": qian.pk, "reason": "去外地出差"})

    lead.refresh_from_db()
    assert lead.owner == qian
    assert Activity.objects.filter(kind=Kind.ASSIGNED).latest("pk").consultant == qian
    assert answer.status_code == 302


def test_the_timeline_tells_the_message_that_was_sent(as_zhong, lead):
    assert "已收到" in as_zhong.get(f"/desk/leads/{lead.pk}/").text


def test_a_returning_question_brings_the_next_call_forward(zhong, lead, monday):
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=None, at=monday)
    again = ask(at=monday + timedelta(hours=1)).lead

    again.refresh_from_db()
    assert again.next_step_at == monday + timedelta(hours=1, minutes=10)


def test_the_tabs_keep_the_filter_of_a_report(as_manager, lead):
    tabs = as_manager.get("/desk/?reached=new&source=site&page=2").text.partition('id="tabs"')[2].partition("</nav>")[0]

    assert 'href="/desk/?reached=new&amp;source=site&amp;tab=open"' in tabs
