"""No date that an editor can type breaks a page, a feed or the sitemap."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from content.models import ArticlePage
from kit import dates
from tests.content import editing
from tests.factories import content

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


@pytest.mark.parametrize("year", ["0001", "1999", "2100", "9999"])
@pytest.mark.parametrize("field", ["published_at", "go_live_at", "expire_at"])
def test_a_date_outside_the_calendar_is_refused(as_editor, field, year):
    shelf = content.channel()
    typed = {"title": "五天", field: f"{year}-01-01 00:00"}
    answer = editing.publish(as_editor, editing.new(ArticlePage, shelf), **typed)

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not ArticlePage.objects.exists()
    for address in (shelf.url, "/sitemap.xml", f"/feeds/{shelf.pk}.xml", f"/cms/pages/{shelf.pk}/"):
        assert as_editor.get(address).status_code == 200


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)])
def test_the_database_refuses_it_as_well(at):
    page = content.article(content.channel())
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticlePage.objects.filter(pk=page.pk).update(published_at=at)


@pytest.mark.parametrize("at", dates.INSTANTS)
def test_the_ends_of_the_calendar_can_be_read(client, at):
    shelf = content.channel()
    page = content.article(shelf, published_at=at)
    for address in (page.url, shelf.url, "/", "/sitemap.xml", f"/feeds/{shelf.pk}.xml"):
        assert client.get(address).status_code == 200
