"""The visit cookie: first touch, first-party, signed, and nothing personal."""

from uuid import uuid4

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from content import visits
from content.middleware import COOKIE, SALT
from content.visits import Visit
from kit import clock
from tests.factories import content

pytestmark = pytest.mark.django_db

FIREFOX = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def article():
    return content.article(content.channel())


def remembered(client) -> Visit:
    return Visit.from_cookie(signing.loads(client.cookies[COOKIE].value, salt=SALT))


def test_the_first_page_is_kept_and_later_pages_change_nothing(client, article):
    client.get(
        f"{article.url}?utm_source=wechat&utm_campaign=winter&secret=1",
        HTTP_REFERER="https://www.baidu.com/s?wd=x",
        **FIREFOX,
    )
    first = remembered(client)
    assert (first.landing_path, first.landing_page_id) == (article.url, article.pk)
    assert first.referrer_host == "www.baidu.com"
    assert first.utm == {"utm_source": "wechat", "utm_campaign": "winter"}
    response = client.get("/", **FIREFOX)
    assert COOKIE not in response.cookies
    assert remembered(client) == first


def test_the_request_carries_the_visit_of_its_cookie(client, article):
    client.get(article.url, **FIREFOX)
    visit = client.get(article.url, **FIREFOX).wsgi_request.visit
    assert visit.id == remembered(client).id
    assert not visit.is_new


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, article):
    client.get(article.url, **FIREFOX)
    morsel = client.cookies[COOKIE]
    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")


def test_a_forged_cookie_begins_a_new_visit(client, article):
    client.cookies[COOKIE] = signing.dumps({"id": uuid4().hex}, key="somebody else's", salt=SALT)
    client.get(article.url, **FIREFOX)
    assert remembered(client).landing_path == article.url


def test_a_cookie_of_another_version_begins_a_new_visit(client, article):
    client.cookies[COOKIE] = signing.dumps(["not", "ours"], salt=SALT)
    client.get(article.url, **FIREFOX)
    assert remembered(client).landing_path == article.url


@pytest.mark.parametrize("agent", ["", "Baiduspider/2.0", "curl/8"])
def test_programs_get_no_cookie(client, article, agent):
    assert COOKIE not in client.get(article.url, HTTP_USER_AGENT=agent).cookies


@pytest.mark.parametrize("path", ["/accounts/sign-in/", "/healthz", "/robots.txt", "/no-such-page/", "/cms/login/"])
def test_only_public_pages_set_it(client, article, path):
    assert COOKIE not in client.get(path, **FIREFOX).cookies


def test_colleagues_get_none(client, article, manager):
    client.force_login(manager)
    assert COOKIE not in client.get(article.url, **FIREFOX).cookies


def test_our_own_pages_are_no_referrer(client, article):
    client.get(article.url, HTTP_REFERER="http://testserver/", **FIREFOX)
    assert remembered(client).referrer_host == ""


def test_what_came_from_outside_is_cut_to_length():
    visit = visits.begin(
        visit_id=uuid4(),
        path="/" + "长" * 999,
        parameters={"utm_source": "x" * 999, "utm_medium": ""},
        referrer="https://" + "a" * 300 + ".example/",
        own_host="localhost:8000",
        at=clock.now(),
    )
    assert (len(visit.landing_path), len(visit.utm["utm_source"]), len(visit.referrer_host)) == (200, 80, 100)
    assert "utm_medium" not in visit.utm


@given(
    path=st.text(),
    referrer=st.text() | st.just("https://[broken"),
    parameters=st.dictionaries(st.sampled_from([*visits.UTM_PARAMETERS, "other"]), st.text()),
)
def test_any_visit_survives_its_own_cookie(path, referrer, parameters):
    visit = visits.begin(
        visit_id=uuid4(), path=path, parameters=parameters, referrer=referrer, own_host="localhost", at=clock.now()
    )
    again = Visit.from_cookie(visit.to_cookie())
    assert (again.id, again.landing_path, again.utm) == (visit.id, visit.landing_path, visit.utm)
    assert not again.is_new
