"""The site is Chinese until a visitor chooses English; the choice holds on the public site and in the workspace."""

import re

import pytest

from tests.factories import content

pytestmark = pytest.mark.django_db

ENGLISH_BROWSER = {"Accept-Language": "en-GB,en;q=0.9"}
SWITCH = 'action="/language/"'


@pytest.fixture
def article():
    return content.article(content.channel())


def buttons(page):
    """The languages offered."""
    return re.findall(r'name="language".*?</svg>\s*(\w+)\s*</button>', page.text, re.DOTALL)


def choose(client, language, **sent):
    return client.post("/language/", {"language": language, **sent})


@pytest.mark.parametrize("address", ["/", "/inquire/", "/accounts/sign-in/", "/nothing-here/"])
def test_an_english_browser_is_shown_chinese(client, article, address):
    page = client.get(address, headers=ENGLISH_BROWSER)

    assert '<html\n    lang="zh-Hans"' in page.text
    assert page["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("address", ["/", "/inquire/", "/accounts/sign-in/", "/nothing-here/"])
def test_a_visitor_chooses_english_and_chinese_again(client, article, address):
    assert SWITCH in client.get(address).text
    assert choose(client, "en", next=address).url == address
    page = client.get(address)
    assert '<html\n    lang="en"' in page.text
    assert "中文" in buttons(page)

    choose(client, "zh-hans", next=address)
    page = client.get(address)
    assert '<html\n    lang="zh-Hans"' in page.text
    assert "English" in buttons(page)


def test_the_choice_lasts_longer_than_the_browser_is_open(client):
    assert choose(client, "en").cookies["django_language"]["max-age"] > 86400


def test_a_language_we_do_not_have_changes_nothing(client, article):
    choose(client, "fr")
    assert 'lang="zh-Hans"' in client.get("/").text


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_the_switch_leads_to_our_own_pages_only(client, elsewhere):
    assert choose(client, "en", next=elsewhere).url == "/"


@pytest.mark.parametrize("address", ["/desk/", "/reports/funnel/", "/desk/telephone/", "/desk/roster/"])
def test_the_workspace_follows_the_same_choice(as_manager, address):
    assert SWITCH in as_manager.get(address).text
    choose(as_manager, "en")
    assert '<html lang="en">' in as_manager.get(address).text


def test_the_editor_follows_the_same_choice(client, editor):
    client.force_login(editor)
    assert SWITCH in client.get("/cms/").text
    choose(client, "en")
    assert "Dashboard" in client.get("/cms/").text


def test_after_a_refused_form_the_switch_goes_back_to_its_page(as_zhong, lead):
    page = as_zhong.post(
        f"/desk/leads/{lead.pk}/note/", {"text": ""}, headers={"Referer": f"http://testserver/desk/leads/{lead.pk}/"}
    )
    assert page.status_code == 422
    assert f'value="http://testserver/desk/leads/{lead.pk}/"' in page.text
