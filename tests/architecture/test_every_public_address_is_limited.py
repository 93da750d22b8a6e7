"""Nothing that a stranger can ask for is without a limit; what a stranger can post is listed with the limit it has."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import get_resolver

from kit import throttle
from kit.throttle import RateMiddleware
from tests.architecture.test_every_address_for_every_role import address, addresses, arguments  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

# Views with a rate of their own in place of REQUESTS_PER_ADDRESS, and why it is wider.
OWN_RATE = {
    "healthz": "balancers ask it from one address; it reads a few figures and is never cached, since it must be true",
    "sms-callback": "a provider reports thousands of receipts from a few addresses, each one signed",
    "sms-inbound": "the same provider hands over texts, each one signed",
    "aliyun-callback": "the same of Alibaba Cloud; a secret in the address stands for the signature",
}
# What a stranger may post, and what limits it beside REQUESTS_PER_ADDRESS.
PUBLIC_POSTS = {
    "set-language": "writes nothing but a cookie",
    "accounts:sign-in": "accounts.authentication: per address, and per address and name, before any password is hashed",
    "accounts:sign-out": "ends a session that is not there",
    "accounts:password-forgotten": "10 letters an hour for one address, 3 for one mailbox",
    "accounts:password-set": "the address is signed and works once",
    "api-token": "the same sign-in",
    "intake:inquire": "INQUIRIES_PER_ADDRESS, INQUIRIES_PER_PHONE",
    "intake:received": "the address is signed; 20 an hour for one inquiry",
    "intake:tap": "60 in ten minutes for one address, answered 204 in any case",
    "messaging:refuse": "the address is signed; REFUSALS_PER_ADDRESS",
}
# A sign-in page, a refusal, a method that is not there.
REFUSED = {401, 403, 405}
# A forged address is a 404; a true one takes posts.
SIGNED_ADDRESSES = {"intake:received", "messaging:refuse"}


def views(patterns=None):
    """Every view of the URLconf, those of Wagtail and of the administration pages too."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from views(entry.url_patterns)
        else:
            yield entry.name, entry.callback


def is_refused(view, method, number):
    """Whether the second request of a stranger is refused; each view is asked from an address of its own."""
    caller = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    request = getattr(RequestFactory(), method)("/", REMOTE_ADDR=caller)
    request.user = AnonymousUser()
    answers = [RateMiddleware(lambda _request: None).process_view(request, view, (), {}) for _time in range(2)]
    assert answers[0] is None
    return answers[1] is not None and answers[1].status_code == 429


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_view_of_every_room_and_library_has_a_rate(settings, method):
    settings.REQUESTS_PER_ADDRESS = "1/hour"
    wide = {name for number, (name, view) in enumerate(views()) if not is_refused(view, method, number)}

    assert wide == set(OWN_RATE)


def test_a_wider_rate_is_a_rate_all_the_same():
    rates = {name: view.rate for name, view in views() if name in OWN_RATE}

    assert set(rates) == set(OWN_RATE)
    assert all(throttle.amount_and_period(rate)[0] > 0 for rate in rates.values())


@pytest.mark.parametrize("path", ["/", "/inquire/", "/hotline/tap/", "/admin/login/", "/no/such/page/", "/robots.txt"])
def test_the_rate_holds_on_the_way_to_a_page(client, settings, path):
    settings.REQUESTS_PER_ADDRESS = "1/hour"
    client.post(path)

    assert client.post(path).status_code == 429
    assert client.get(path).status_code == 429


def test_what_a_stranger_may_post_is_listed(arguments):  # noqa: F811
    found = set()
    for name, path in sorted(set(addresses())):
        answer = Client().post(address(name, path, arguments))
        leads_away = answer.status_code == 302 and "/accounts/sign-in/" in answer.headers["Location"]
        if answer.status_code not in REFUSED and not leads_away and name not in SIGNED_ADDRESSES:
            found.add(name)

    assert found | SIGNED_ADDRESSES == set(PUBLIC_POSTS)
