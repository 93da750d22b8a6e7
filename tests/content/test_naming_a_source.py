"""The source of an article: an institution, never an account; a repost says whose it is."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from content.models import ArticlePage
from content.models.article import Origin
from content.rules import sources
from tests.content.reading import shown
from tests.factories import content


def found(name, url="", *, is_repost=False, staff=("zhong", "钟老师")):
    return {fault.code for fault in sources.faults(is_repost=is_repost, name=name, url=url, staff_names=staff)}


@pytest.mark.parametrize("name", ["超级管理员", "Admin", "web editor", "系统管理员", "钟老师", " ZHONG "])
def test_an_account_is_no_source(name):
    assert found(name) == {"source_is_account"}


@pytest.mark.parametrize("name", ["", "现场教学部", "井冈山报"])
def test_institutions_and_silence_are_fine(name):
    assert found(name) == set()


def test_a_repost_names_and_links_its_source():
    assert found("", is_repost=True) == {"repost_needs_name", "repost_needs_url"}
    assert found("井冈山报", "https://example.org/1", is_repost=True) == set()


@pytest.mark.django_db
def test_an_editor_cannot_save_a_colleagues_name_as_source(zhong):
    with pytest.raises(ValidationError) as refusal:
        content.article(content.channel(), source_name="钟老师")
    assert set(refusal.value.message_dict) == {"source_name"}


@pytest.mark.django_db
def test_the_database_refuses_a_repost_without_its_address():
    page = content.article(content.channel())
    with pytest.raises(IntegrityError, match="content_articlepage_repost_links_to_its_source"):
        ArticlePage.objects.filter(pk=page.pk).update(origin=Origin.REPOST)


@pytest.mark.django_db
def test_a_repost_shows_its_source_as_a_link(client):
    page = content.article(
        content.channel(), origin=Origin.REPOST, source_name="井冈山报", source_url="https://example.org/1"
    )
    assert '<a href="https://example.org/1" rel="noopener external">井冈山报</a>' in shown(client.get(page.url))
