"""The workspace can be installed as an application."""

import json

import pytest

from tests.browser.test_a_bad_connection import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_chromium_finds_all_that_installing_needs(page, zhong):
    signed_in(page, zhong.user)
    page.goto("/desk/")
    browser = page.context.new_cdp_session(page)

    manifest = browser.send("Page.getAppManifest")
    said = json.loads(manifest["data"])
    assert manifest["errors"] == []
    assert (said["name"], said["lang"]) == ("招生咨询台", "zh-hans")
    for icon in said["icons"]:
        size = int(icon["sizes"].partition("x")[0])
        loaded = "src => new Promise((done, failed) => Object.assign(new Image(), "
        loaded += "{ src, onload() { done([this.naturalWidth, this.naturalHeight]); }, onerror: failed }))"
        assert page.evaluate(loaded, icon["src"]) == [size, size]
    missing = {error["errorId"] for error in browser.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert missing <= {"in-incognito"}  # which a test's window is
