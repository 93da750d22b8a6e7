"""Files are kept with a lead, handed out to whom it is visible, and deleted some time after they were removed."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.attachments.errors import FileNotTaken
from crm.attachments.models import Attachment, AttachmentDownload
from crm.attachments.services import files
from crm.leads.models import Action, Activity, Kind
from crm.leads.services import undo
from crm.pool.services import pool
from tests.crm.attachments.factory import PDF, upload
from tests.crm.transfer.files import xlsx

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def of_a_later_zip(content):
    """The same file, whose contents say that they need a version of the format that nobody knows."""
    version = content.index(b"PK\x01\x02") + 6
    return content[:version] + b"\x63" + content[version + 1 :]


@pytest.fixture
def kept(lead, zhong, monday):
    (found,), _action = files.add(lead.pk, uploads=[upload()], by=zhong.user, at=monday)
    return found


def stored(attachment):
    return storages["private"].exists(attachment.file.name)


def test_several_files_are_one_line_of_the_timeline(as_zhong, lead):
    sheet = upload("报名表.xlsx", xlsx([["姓名"], ["王"]]))
    as_zhong.post(reverse("desk:lead-file-add", args=[lead.pk]), {"uploads": [upload(), sheet]})

    line = Activity.objects.get(kind=Kind.FILED)
    assert [name for _key, name in line.data["files"]] == ["名单（45人）.pdf", "报名表.xlsx"]
    page = as_zhong.get(f"{lead.get_absolute_url()}?show=files").text
    assert "名单（45人）.pdf、报名表.xlsx" in page
    assert not any("名单" in one.file.name or ".pdf" in one.file.name for one in Attachment.objects.all())


def test_another_file_under_the_key_of_one_that_was_sent_is_not_lost(as_zhong, lead):
    address, key = reverse("desk:lead-file-add", args=[lead.pk]), str(uuid4())
    for _time in range(2):
        assert as_zhong.post(address, {"uploads": upload("a.pdf"), "key": key}).status_code == 302
    assert as_zhong.post(address, {"uploads": upload("b.pdf"), "key": key}).status_code == 422
    assert Attachment.objects.get().name == "a.pdf"


def test_a_file_comes_as_a_download_and_it_is_written_down(as_zhong, lead, zhong, kept):
    answer = as_zhong.get(reverse("desk:lead-file", args=[lead.pk, kept.pk]))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(kept.name)}"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert AttachmentDownload.objects.get().by == zhong.user


def test_only_who_works_on_the_lead_gets_it(client, lead, qian, zhong, kept):
    address = reverse("desk:lead-file", args=[lead.pk, kept.pk])
    client.force_login(qian.user)
    assert client.get(address).status_code == 404

    pool.give_back(lead.pk, by=zhong.user)
    assert "认领后" in client.get(lead.get_absolute_url()).text
    assert client.get(address).status_code == 404
    assert not AttachmentDownload.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("page.html", b"<html>", "不接收"),
        ("名单.pdf", b"MZ" + bytes(200), "不是"),
        ("名单.docx", xlsx([["姓名"]]), "不是"),
        ("名单.txt", bytes(20), "不是"),
        ("名单.xlsx", of_a_later_zip(xlsx([["姓名"]])), "不是"),
        ("空.pdf", b"", "是空的"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_words(as_zhong, lead, name, content, why):
    body = {"uploads": [upload(), upload(name, content)]}
    answer = as_zhong.post(reverse("desk:lead-file-add", args=[lead.pk]), body)

    assert answer.status_code == 422
    assert why in answer.text
    assert not Attachment.objects.exists()


def test_a_file_may_be_as_large_as_the_settings_say(lead, zhong, settings):
    settings.ATTACHMENT_LARGEST_MB = 1
    with pytest.raises(FileNotTaken):
        files.add(lead.pk, uploads=[upload(content=PDF + bytes(1 << 20))], by=zhong.user)


def test_nothing_is_left_of_an_upload_that_breaks(lead, zhong, monkeypatch):
    before = set(storages["private"].listdir("attachments")[1]) if storages["private"].exists("attachments") else set()
    monkeypatch.setattr(files.undo, "record", lambda *_args, **_kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        files.add(lead.pk, uploads=[upload()], by=zhong.user)

    assert set(storages["private"].listdir("attachments")[1]) == before


def test_a_removed_file_comes_back_until_its_content_is_deleted(
    as_zhong, lead, zhong, kept, monday, django_capture_on_commit_callbacks
):
    action = files.remove(lead.pk, attachment_id=kept.pk, by=zhong.user, at=monday)
    assert kept.name not in as_zhong.get(lead.get_absolute_url()).context["files"]
    with django_capture_on_commit_callbacks(execute=True):
        files.forget(monday + 9 * MINUTE)
    undo.undo(action.pk, by=zhong.user, at=monday + 9 * MINUTE)
    assert list(Attachment.objects.of(lead)) == [kept]

    files.remove(lead.pk, attachment_id=kept.pk, by=zhong.user, at=monday)
    with django_capture_on_commit_callbacks(execute=True):
        files.forget(monday + 61 * MINUTE)
    assert not stored(kept)
    assert Attachment.objects.get().file.name == ""


def test_an_upload_is_undone_whatever_happened_since(lead, zhong, kept, monday):
    Activity.objects.create(lead=lead, kind=Kind.NOTED, at=monday, actor=zhong.user, text="已收到", consultant=zhong)
    undo.undo(Action.objects.get().pk, by=zhong.user, at=monday + MINUTE)

    assert not Attachment.objects.of(lead).exists()


def test_a_content_without_a_row_is_deleted_after_a_day(kept, monday):
    name = storages["private"].save("attachments/left", upload())
    now = storages["private"].get_modified_time(name)
    files.forget(now + timedelta(hours=23))
    assert storages["private"].exists(name)

    files.forget(now + timedelta(hours=25))
    assert not storages["private"].exists(name)
    assert stored(kept)


def test_the_page_needs_as_many_statements_for_many_files(as_zhong, lead, zhong, kept):
    as_zhong.get(lead.get_absolute_url())
    numbers = set()
    for more in (0, 2, 30):
        for _one in range(more):
            Attachment.objects.create(lead=lead, name="a.pdf", file="attachments/x", size=1, by=zhong.user, at=kept.at)
        with CaptureQueriesContext(connection) as done:
            as_zhong.get(lead.get_absolute_url())
        numbers.add(len(done))
    assert len(numbers) == 1


def test_files_over_the_api(as_zhong, lead):
    address = reverse("api-lead-files", args=[lead.pk])
    added = as_zhong.post(address, {"file": upload()})
    assert (added.status_code, added.json()["name"]) == (201, "名单（45人）.pdf")
    one = reverse("api-lead-file", args=[lead.pk, added.json()["id"]])
    assert b"".join(as_zhong.get(one).streaming_content) == PDF

    assert as_zhong.delete(one).status_code == 204
    assert as_zhong.get(address).json() == []
