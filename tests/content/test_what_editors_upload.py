"""What an editor uploads or types harms no colleague and no feed."""

from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from tests.factories import content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def uploaded(name):
    return get_document_model()(title="日程", file=ContentFile(b"<script>alert(1)</script>", name=name))


@pytest.mark.parametrize("name", ["page.html", "page.js", "page.svg", "page.xhtml", "page"])
def test_what_a_browser_runs_is_refused(name):
    with pytest.raises(ValidationError):
        uploaded(name).full_clean(exclude=["collection"])


@pytest.mark.parametrize("name", ["plan.pdf", "plan.txt"])
def test_a_document_is_an_attachment_that_nobody_guesses_the_type_of(client, name):
    document = uploaded(name)
    document.full_clean(exclude=["collection"])
    document.save()
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_documents_have_no_second_address(client):
    document = uploaded("plan.txt")
    document.save()
    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_a_control_character_in_a_title_leaves_the_feed_readable(client):
    shelf = content.channel()
    content.article(shelf, title="五天\x0b课程\x00"[:5])
    feed = client.get(f"/feeds/{shelf.pk}.xml")
    ET.fromstring(feed.content)  # noqa: S314  (our own)
