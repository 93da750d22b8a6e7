"""A browser that has lost its cookies: the form is kept, the page says why, and it can be sent again."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from crm.intake.models import Inquiry
from crm.leads.models import Activity, Kind
from messaging.services import opt_outs

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}


@pytest.fixture
def strict(zhong):
    """钟老师's browser, under the checks that the test client leaves out."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(zhong.user)
    return browser


def test_a_form_of_the_desk_comes_back_with_what_was_typed(strict, lead):
    address = f"/desk/leads/{lead.pk}/note/"
    refused = strict.post(address, {"text": "对方要<报价>"}, headers=OURS)
    assert refused.status_code == 403
    assert "浏览器的 Cookie 已丢失" in refused.text
    assert "对方要&lt;报价&gt;" in refused.text

    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', refused.text)[-1]
    strict.post(address, {"text": "对方要<报价>", "csrfmiddlewaretoken": token}, headers=OURS)
    assert Activity.objects.get(kind=Kind.NOTED).text == "对方要<报价>"


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://elsewhere.example"}])
def test_what_a_stranger_s_page_sends_cannot_be_sent_on(strict, lead, origin):
    refused = strict.post(f"/desk/leads/{lead.pk}/note/", {"text": "骗人的话"}, headers=origin)
    assert refused.status_code == 403
    assert "骗人的话" not in refused.text


@pytest.mark.parametrize("address", ["/accounts/sign-in/", "/admin/password_change/", "/cms/account/"])
def test_a_password_does_not_come_back(strict, address):
    words = {"password": "secret-word", "old_password": "secret-word", "new_password1": "secret-word"}
    refused = strict.post(address, words, headers=OURS)
    assert refused.status_code == 403
    assert "secret-word" not in refused.text


def test_a_pane_is_told_shortly_and_the_browser_gets_its_cookie(strict, lead):
    address, pane = f"/desk/leads/{lead.pk}/note/", {"HX-Request": "true"}
    assert (strict.post(address, {"text": "x"}, headers=pane).status_code) == 403
    assert Client(enforce_csrf_checks=True).post(address, {"text": "x"}, headers=pane).status_code == 401
    assert "csrftoken" in strict.get("/accounts/alive/").cookies
    assert "csrftoken" in Client().get("/accounts/alive/").cookies


def test_a_visitor_without_cookies_can_do_everything(zhong, monday, time_machine):
    time_machine.move_to(monday + timedelta(minutes=5))
    visitor = Client(enforce_csrf_checks=True)

    def post(address, **sent):
        visitor.cookies.clear()
        return visitor.post(address, sent)

    answer = post("/inquire/", name="王主任", phone="13900002208", head_count="45", consent="on")
    assert answer.status_code == 302
    inquiry = Inquiry.objects.get()
    assert inquiry.lead.owner == zhong
    assert post(answer.url, theme="党史").status_code == 302
    link = visitor.get(f"{answer.url}texts/").url
    assert post(link, wish="refuse").status_code == 302
    assert opt_outs.is_out(inquiry.phone)
    assert post("/language/", language="en", next="/").status_code == 302
