"""What an editor uploads or types harms no colleague and no feed."""

from functools import cache
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

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
def test_a_document_is_an_attachment_of_its_stated_type(client, name):
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


FORMATS = ["gif", "png", "jpeg", "webp", "avif"]


@cache
def picture(kind):
    """The bytes of a picture with enough contents to lose some."""
    out = BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(out, kind)
    return out.getvalue()


BROKEN = {
    **{f"half.{kind}": picture(kind)[: len(picture(kind)) // 2] for kind in FORMATS},
    "header.gif": b"GIF89a and then words",
    "header.png": b"\x89PNG\r\n\x1a\n and then words",
    "header.jpg": b"\xff\xd8\xff\xe0 and then words",
    "header.webp": b"RIFF\x10\0\0\0WEBPVP8 and then words",
    "header.avif": b"\0\0\0\x20ftypavif and then words",
    "words.png": b"words",
}


FIELDS = {"add/": "file", "multiple/add/": "files[]", "chooser/create/": "image-chooser-upload-file"}


def send_picture(client, address, name, contents):
    said = {"title": "操场", "image-chooser-upload-title": "操场", FIELDS[address]: SimpleUploadedFile(name, contents)}
    return client.post(f"/cms/images/{address}", said, headers={"X-Requested-With": "XMLHttpRequest"})


@pytest.mark.parametrize("address", FIELDS)
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_picture_is_an_error_of_the_form(client, editor, address, name):
    client.force_login(editor)
    answer = send_picture(client, address, name, BROKEN[name])
    assert answer.status_code == 200
    words = str(answer.json()) if "json" in answer["Content-Type"] else answer.content.decode()
    assert "请上传" in words
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_whole_picture_is_kept(client, editor, kind):
    client.force_login(editor)
    send_picture(client, "multiple/add/", f"whole.{kind}", picture(kind))
    kept = get_image_model().objects.get()
    assert (kept.width, kept.height) == (64, 64)
    assert kept.file.read() == picture(kind)
    changed = {"title": "新操场", "collection": kept.collection_id, "tags": ""}
    answer = client.post(
        f"/cms/images/multiple/{kept.pk}/",
        {f"image-{kept.pk}-{key}": value for key, value in changed.items()},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json()["success"]


def test_a_picture_is_replaced_or_keeps_its_file(client, editor):
    client.force_login(editor)
    send_picture(client, "multiple/add/", "one.png", picture("png"))
    kept = get_image_model().objects.get()
    said = {"title": "操场二", "collection": kept.collection_id, "tags": ""}
    assert client.post(f"/cms/images/{kept.pk}/", said).status_code == 302
    broken = SimpleUploadedFile("header.gif", BROKEN["header.gif"])
    assert client.post(f"/cms/images/{kept.pk}/", {**said, "file": broken}).status_code == 200
    kept = get_image_model().objects.get()
    assert (kept.title, kept.file.read()) == ("操场二", picture("png"))
