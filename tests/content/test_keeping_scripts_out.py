"""The content security policy, and the one sign-in in front of the editor."""

import pytest
from django.contrib.auth.models import Group

from content.services import editors
from tests.factories import content

pytestmark = pytest.mark.django_db


def directives(response):
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


def test_public_pages_run_only_our_own_scripts(client):
    page = content.article(content.channel())
    policy = directives(client.get(page.url))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]


def test_only_the_editor_may_write_scripts_into_its_pages(client, editor):
    editors.admit(editor)
    client.force_login(editor)
    assert "'unsafe-inline'" in directives(client.get("/cms/"))["script-src"]
    assert "'unsafe-inline'" not in directives(client.get("/accounts/sign-in/"))["script-src"]


def test_the_editor_has_no_sign_in_of_its_own(client):
    for address in ("/cms/", "/cms/login/"):
        response = client.get(address, follow=True)
        assert response.redirect_chain[-1][0].startswith("/accounts/sign-in/?next=")
        assert response.status_code == 200


def test_an_editor_writes_pages_and_a_consultant_does_not(client, editor, zhong):
    editors.admit(editor)
    client.force_login(editor)
    assert client.get("/cms/").status_code == 200
    assert client.get(f"/cms/pages/{content.home().pk}/").status_code == 200
    assert client.get("/cms/settings/content/centresettings/", follow=True).status_code == 200
    assert editor.has_perm("content.change_centresettings")
    client.force_login(zhong.user)
    assert client.get("/cms/", follow=True).status_code == 403


def test_admitting_twice_is_admitting_once(editor):
    editors.admit(editor)
    editors.admit(editor)
    assert editor.groups.count() == Group.objects.filter(name__in=editors.WRITERS).count() == 2


def test_an_article_is_data_for_search_engines_and_runs_nothing(client):
    page = content.article(content.channel(), title="</script><script>alert(1)</script>")
    shown = client.get(page.url).content.decode()
    assert "application/ld+json" in shown
    assert "<script>alert" not in shown


def test_the_style_guide_is_for_builders(client, settings):
    assert client.get("/styleguide/").status_code == 200
    settings.IS_PRODUCTION = True
    assert client.get("/styleguide/").status_code == 404
