"""Bodies and cursors that nobody can read are refused as the sender's fault; none of them is an error of ours."""

from base64 import b64encode

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded; charset="
DEEP = "[" * 20_000 + "]" * 20_000


@pytest.mark.parametrize("charset", ["gbk", "utf-7", "idna", "hex"])
@pytest.mark.parametrize(
    "address", ["/inquire/", "/accounts/sign-in/", "/language/", "/hotline/tap/", "/api/v1/token/"]
)
def test_a_form_in_another_charset_is_refused(zhong, address, charset):
    visitor = Client(enforce_csrf_checks=True)
    visitor.get("/accounts/sign-in/")

    assert 400 <= visitor.generic("POST", address, b"name=x", FORM + charset).status_code < 500


@pytest.mark.parametrize("address", ["/api/v1/token/", "/api/v1/inquiries/"])
def test_json_that_is_nested_too_deep_is_refused(as_zhong, address):
    assert as_zhong.post(address, DEEP, content_type="application/json").status_code == 400


@pytest.mark.parametrize("position", ["\0", "x", "9" * 5000])
@pytest.mark.parametrize("address", ["/api/v1/leads/", "/api/v1/pool/", "/api/v1/messages/", "/api/v1/replies/"])
def test_a_cursor_that_no_page_has_named_is_not_found(as_manager, address, position):
    cursor = b64encode(f"p={position}".encode()).decode()

    assert as_manager.get(address, {"cursor": cursor}).status_code == 404
