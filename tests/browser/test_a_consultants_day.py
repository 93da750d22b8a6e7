"""A consultant's whole day at a desk and on a phone: from signing in to signing out, each act as the hand does it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from crm.leads.models import Activity, Kind, Lead
from crm.transfer.tasks import work
from kit import clock
from messaging.models import Message, Purpose
from tests.browser.test_a_bad_connection import PASSWORD
from tests.crm.transfer.files import HEADINGS, TITLES, people, xlsx
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def morning(zhong, qian, tmp_path):
    """A late lead, its next one, a lead in the pool, and a spreadsheet of a fair."""
    zhong.user.set_password(PASSWORD)
    zhong.user.save(update_fields=["password"])
    now = clock.now()
    LeadFactory(owner=zhong, name="冯书记", next_step_at=now - timedelta(hours=9), first_response_at=now)
    LeadFactory(owner=zhong, name="许科长", next_step_at=now - timedelta(hours=1), first_response_at=now)
    LeadFactory(owner=None, name="温处长", pooled_at=now, next_step_at=None)
    spreadsheet = tmp_path / "推介会.xlsx"
    spreadsheet.write_bytes(xlsx([*TITLES, HEADINGS, *people(500)]))
    return spreadsheet


@pytest.mark.parametrize("window", ["page", "phone_page"])
def test_a_whole_day(window, morning, qian, request, complaints):
    page = request.getfixturevalue(window)
    sign_in(page)
    work_the_queue(page)
    take_a_call(page)
    claim(page)
    text(page)
    correct(page)
    merge_and_split(page)
    import_and_take_back(page, morning)
    find_by_pinyin(page)
    hand_over(page, qian)
    sign_out(page)
    assert complaints == []


def sign_in(page):
    page.goto("/accounts/sign-in/")
    page.get_by_label("用户名").fill("zhong")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


def work_the_queue(page):
    page.get_by_role("link", name="冯书记").first.click()
    page.locator(".outcomes > summary").click()
    page.locator(".outcomes .chip", has_text="有意向").click()
    page.locator("#call-words").fill("下周一 9:30")
    page.locator("#call-note").fill("六十人分两批")
    page.locator(".outcomes-save").click()
    expect(page.locator(".lead-name")).to_contain_text("许科长")
    called = Activity.objects.get(kind=Kind.CALLED)
    assert (called.lead.name, called.text) == ("冯书记", "六十人分两批")
    assert clock.local(Lead.objects.get(name="冯书记").next_step_at).strftime("%a %H:%M") == "Mon 09:30"


def take_a_call(page):
    page.goto("/desk/telephone/")
    page.locator("#telephone-number").fill("139 0000 2255")
    page.get_by_label("怎么称呼").fill("许主任")
    page.get_by_role("button", name="有意向").click()
    expect(page.get_by_text("来电已登记。")).to_be_visible()
    assert Lead.objects.get(name="许主任").phone == "+8613900002255"


def claim(page):
    page.goto("/desk/pool/")
    page.get_by_role("button", name="领取").first.click()
    expect(page.locator(".lead-name")).to_contain_text("温处长")
    assert Lead.objects.get(name="温处长").owner.name == "钟老师"


def text(page):
    open_lead(page, "温处长")
    page.locator("#tab-text").click()
    page.locator(".texts-choices .chip", has_text="自己写").click()
    expect(page.locator("#id_text")).to_be_visible()
    page.wait_for_timeout(200)  # htmx listens to what it swapped in 20 ms later; no finger is so quick
    page.locator("#id_text").fill("课程表已发到您的邮箱。")
    expect(page.locator(".text-sample")).to_contain_text("课程表已发到您的邮箱。")
    page.locator("#text-form .button-primary").click()
    expect(page.locator(".bubble")).to_contain_text("课程表已发到您的邮箱。")
    assert Message.objects.filter(purpose=Purpose.PERSONAL).count() == 1


def correct(page):
    open_lead(page, "温处长")
    page.locator("#detail-row-theme a.detail-open").click()
    page.locator("#detail-row-theme [name=theme]").fill("党性教育")
    page.keyboard.press("Enter")
    expect(page.locator("#detail-row-theme .detail-saved")).to_be_visible()
    assert Lead.objects.get(name="温处长").theme == "党性教育"


def merge_and_split(page):
    kept, other = Lead.objects.get(name="许科长"), Lead.objects.get(name="许主任")
    page.goto(f"/desk/leads/{kept.pk}/merge/{other.pk}/")
    page.get_by_role("button", name="合并成 1 条").click()
    page.wait_for_url(f"**/desk/leads/{kept.pk}/")
    assert not Lead.objects.filter(pk=other.pk).exists()
    page.get_by_role("button", name="拆分").first.click()
    expect(page.get_by_role("button", name="拆分")).to_have_count(0)
    assert Lead.objects.get(pk=other.pk).name == "许主任"


def import_and_take_back(page, spreadsheet):
    before = Lead.objects.open().count()
    page.goto("/desk/import/")
    page.set_input_files("input[type=file]", spreadsheet)
    page.get_by_role("button", name="查看各行").click()
    page.get_by_role("button", name="导入 500 行").click()
    expect(page.locator("progress")).to_be_visible()
    work()
    expect(page.get_by_text("新线索 500 条")).to_be_visible()
    assert Lead.objects.open().count() == before + 500
    page.get_by_role("button", name="整批撤回").click()
    expect(page.get_by_text("已撤回。")).to_be_visible()
    assert Lead.objects.open().count() == before


def find_by_pinyin(page):
    page.goto("/desk/search/?q=wcz")
    page.get_by_role("link", name="温处长").first.click()
    expect(page.locator(".lead-name")).to_contain_text("温处长")


def hand_over(page, qian):
    page.locator("#tab-assign").click()
    page.locator("#panel-assign select").select_option(label="钱老师")
    page.locator("#panel-assign button").click()
    page.wait_for_url("**/desk/**")
    expect(page.locator(".toast").last).to_contain_text("温处长")
    assert Lead.objects.get(name="温处长").owner == qian


def sign_out(page):
    page.goto("/desk/")
    if page.locator(".desk-menu > summary").is_visible():
        page.locator(".desk-menu > summary").click()
    page.get_by_role("button", name="退出登录").locator("visible=true").first.click()
    page.wait_for_url(lambda address: "/desk/" not in address)
    page.goto("/desk/")
    expect(page.get_by_label("用户名")).to_be_visible()


def open_lead(page, name):
    page.goto(Lead.objects.get(name=name).get_absolute_url())
