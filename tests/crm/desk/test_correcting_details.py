"""What is known about a lead is corrected where it stands, one detail at a time."""

import threading

import pytest
from bs4 import BeautifulSoup
from django.db import connection

from crm.leads.errors import AskedAgain, DetailChanged, LeadIsInPool
from crm.leads.models import Action, Activity, Kind, Lead, Organisation
from crm.leads.rules.details import DETAILS
from crm.leads.services import details, leads, undo
from kit import clock
from tests.factories.leads import LeadFactory

HTMX = {"HX-Request": "true"}
NEW = {
    "name": "王处长",
    "title": "培训处处长",
    "organisation": "青禾县委党校",
    "email": "wang@example.com",
    "wechat": "wang_qinghe",
    "theme": "党性教育",
    "head_count": "60",
    "month": "明年三月",
    "budget": "90000",
    "source": "hotline",
    "remarks": "开票抬头用全称\n付款走县财政",
    "tags": "老客户、需接站",
}

pytestmark = pytest.mark.django_db


def address(lead, name):
    return f"/desk/leads/{lead.pk}/details/{name}/"


def row(answer, name):
    return BeautifulSoup(answer.text, "html.parser").select_one(f"#detail-row-{name}")


@pytest.mark.parametrize("name", DETAILS)
def test_each_detail_is_kept_with_before_and_after(as_zhong, lead, name):
    was = lead.detail(name)

    answer = as_zhong.post(address(lead, name), {name: NEW[name], "was": was}, headers=HTMX)

    lead.refresh_from_db()
    assert answer.status_code == 200
    assert lead.detail(name) == NEW[name]
    line = Activity.objects.get(lead=lead, kind=Kind.CHANGED)
    assert line.data == {"field": name, "from": was, "to": NEW[name]}
    assert row(answer, name).select_one("a[autofocus] .detail-saved")


@pytest.mark.parametrize("name", DETAILS)
def test_each_change_can_be_undone(lead, zhong, name):
    was = lead.detail(name)
    to = {"organisation": Organisation.called(NEW["organisation"]).name, "tags": ["老客户", "需接站"]}.get(
        name, NEW[name]
    )

    _lead, action = details.change(lead.pk, name=name, to=to, was=was, by=zhong.user)
    undo.undo(action.pk, by=zhong.user)

    assert Lead.objects.get(pk=lead.pk).detail(name) == was


def test_a_head_count_is_read_as_people_write_it(as_zhong, lead):
    as_zhong.post(address(lead, "head_count"), {"head_count": "50-60人", "was": "45"}, headers=HTMX)

    assert Lead.objects.get(pk=lead.pk).head_count == 60


@pytest.mark.parametrize(
    ("written", "yuan"), [("90000", 90000), ("¥12,000元", 12000), ("5万", 50000), ("１.5万", 15000), ("0", 0)]
)
def test_a_budget_is_read_as_people_write_it(as_zhong, lead, written, yuan):
    as_zhong.post(address(lead, "budget"), {"budget": written, "was": ""}, headers=HTMX)

    assert Lead.objects.get(pk=lead.pk).budget == yuan


@pytest.mark.parametrize("written", ["老客户 需接站", "#老客户，#需接站", "老客户、需接站、老客户"])
def test_tags_are_read_as_people_write_them(as_zhong, lead, written):
    as_zhong.post(address(lead, "tags"), {"tags": written, "was": ""}, headers=HTMX)

    assert Lead.objects.get(pk=lead.pk).tags == ["老客户", "需接站"]


@pytest.mark.parametrize("written", [" ".join(map(str, range(11))), "长" * 21])
def test_too_many_or_too_long_tags_are_refused(as_zhong, lead, written):
    answer = as_zhong.post(address(lead, "tags"), {"tags": written, "was": ""}, headers=HTMX)

    assert answer.status_code == 422
    assert row(answer, "tags").select_one("input[name=tags]")["value"] == written


def test_line_ends_of_a_browser_are_no_clash(as_zhong, lead):
    as_zhong.post(address(lead, "remarks"), {"remarks": "一\r\n二", "was": ""}, headers=HTMX)
    again = as_zhong.post(address(lead, "remarks"), {"remarks": "三", "was": "一\r\n二"}, headers=HTMX)

    assert again.status_code == 200
    assert Lead.objects.get(pk=lead.pk).remarks == "三"


def test_the_row_opens_its_field_with_what_it_says(as_zhong, lead):
    field = row(as_zhong.get(address(lead, "name"), headers=HTMX), "name").select_one("input[name=name]")

    assert field["value"] == lead.name
    assert field.has_attr("autofocus")


def test_without_scripts_the_field_opens_on_the_lead_s_page(as_zhong, lead):
    page = as_zhong.get(address(lead, "theme"))

    assert row(page, "theme").select_one("form input[name=theme]")
    assert row(page, "name").select_one("form") is None
    sent = as_zhong.post(address(lead, "theme"), {"theme": "廉政", "was": ""})
    assert sent.status_code == 302
    assert Lead.objects.get(pk=lead.pk).theme == "廉政"


def test_the_second_of_two_editors_sees_both_values(as_zhong, lead, manager):
    details.change(lead.pk, name="theme", to="廉政教育", was="", by=manager)

    clash = as_zhong.post(address(lead, "theme"), {"theme": "党性教育", "was": ""}, headers=HTMX)

    form = row(clash, "theme").select_one("form")
    assert clash.status_code == 422
    assert "廉政教育" in form.text
    assert str(manager) in form.text
    assert form.select_one("input[name=theme]")["value"] == "党性教育"
    assert Lead.objects.get(pk=lead.pk).theme == "廉政教育"
    again = {field["name"]: field["value"] for field in form.select("input[name]")}
    assert as_zhong.post(address(lead, "theme"), again, headers=HTMX).status_code == 200
    assert Lead.objects.get(pk=lead.pk).theme == "党性教育"


def test_a_mistake_does_not_hide_a_clash(as_zhong, lead, manager):
    details.change(lead.pk, name="head_count", to=60, was="45", by=manager)

    mistake = as_zhong.post(address(lead, "head_count"), {"head_count": "0", "was": "45"}, headers=HTMX)

    assert row(mistake, "head_count").select_one("input[name=was]")["value"] == "45"


def test_two_editors_of_two_details_both_succeed(lead, zhong, manager):
    details.change(lead.pk, name="theme", to="廉政教育", was="", by=manager)
    details.change(lead.pk, name="month", to="三月", was="", by=zhong.user)

    lead.refresh_from_db()
    assert (lead.theme, lead.month) == ("廉政教育", "三月")


def test_the_same_value_twice_writes_one_line(lead, zhong, manager):
    details.change(lead.pk, name="theme", to="廉政教育", was="", by=manager)
    _lead, action = details.change(lead.pk, name="theme", to="廉政教育", was="", by=zhong.user)

    assert action is None
    assert Activity.objects.filter(lead=lead, kind=Kind.CHANGED).count() == 1


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("name", ""),
        ("name", "王" * 41),
        ("email", "wang@"),
        ("head_count", "0"),
        ("head_count", "5001"),
        ("budget", "-1"),
        ("budget", "很多"),
        ("budget", "100001万"),
        ("email", f"{'x' * 310}@b.cn"),
        ("source", "nowhere"),
        ("remarks", "长" * 1001),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(as_zhong, lead, name, typed):
    was = lead.detail(name)

    answer = as_zhong.post(address(lead, name), {name: typed, "was": was}, headers=HTMX)

    field = row(answer, name)
    assert answer.status_code == 422
    assert field.select_one(".field-error")
    assert Lead.objects.get(pk=lead.pk).detail(name) == was
    assert not Action.objects.exists()


def test_a_detail_that_does_not_exist_is_a_404(as_zhong, lead):
    assert as_zhong.get(address(lead, "stage")).status_code == 404
    assert as_zhong.post(address(lead, "owner"), {"owner": "1"}).status_code == 404


def test_a_lead_in_the_pool_is_claimed_first(as_zhong, zhong):
    pooled = LeadFactory(owner=None, pooled_at=clock.now(), next_step_at=None)
    with pytest.raises(LeadIsInPool):
        details.change(pooled.pk, name="theme", to="廉政", was="", by=zhong.user)
    assert row(as_zhong.get(f"/desk/leads/{pooled.pk}/"), "theme").select_one("a") is None


def test_closed_leads_can_be_corrected(lead, zhong):
    leads.advance(lead.pk, to="lost", lost_reason="预算", by=zhong.user)

    details.change(lead.pk, name="remarks", to="明年再问", was="", by=zhong.user)

    assert Lead.objects.get(pk=lead.pk).remarks == "明年再问"


def test_two_spellings_are_one_organisation(lead, zhong):
    Organisation.called("中共青禾县委员会")

    details.change(lead.pk, name="organisation", to="青禾县委", was="", by=zhong.user)

    assert Lead.objects.get(pk=lead.pk).organisation.name == "中共青禾县委员会"


def test_another_spelling_of_the_same_organisation_writes_nothing(lead, zhong):
    details.change(lead.pk, name="organisation", to="青禾县委", was="", by=zhong.user)

    _lead, action = details.change(lead.pk, name="organisation", to="中共青禾县委员会", was="青禾县委", by=zhong.user)

    assert action is None
    assert Activity.objects.filter(lead=lead, kind=Kind.CHANGED).count() == 1


def test_one_name_behind_a_switchboard_has_one_open_lead(zhong):
    LeadFactory(owner=zhong, phone="+867968970353", name="李主任")
    second = LeadFactory(owner=zhong, phone="+867968970353", name="王主任")

    with pytest.raises(AskedAgain):
        details.change(second.pk, name="name", to="李主任", was="王主任", by=zhong.user)

    assert Lead.objects.get(pk=second.pk).name == "王主任"


def test_the_timeline_says_what_was_changed(as_zhong, lead, zhong):
    details.change(lead.pk, name="budget", to=90000, was="", by=zhong.user)
    details.change(lead.pk, name="source", to="hotline", was="article", by=zhong.user)

    lines = BeautifulSoup(as_zhong.get(f"/desk/leads/{lead.pk}/").text, "html.parser").select(".timeline-head")

    assert "文章" in lines[0].text
    assert "— → ¥90,000" in lines[1].text


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_is_told(lead, zhong, manager):
    """Both saw an empty theme; the row's lock lets one after the other look."""
    both, told = threading.Barrier(2), []

    def write(to, by):
        try:
            both.wait()
            details.change(lead.pk, name="theme", to=to, was="", by=by, at=clock.now())
        except DetailChanged as clash:
            told.append((to, clash.now))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=sent) for sent in (("甲", zhong.user), ("乙", manager))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [(refused, kept)] = told
    assert {refused, kept} == {"甲", "乙"}
    assert Lead.objects.get(pk=lead.pk).theme == kept
