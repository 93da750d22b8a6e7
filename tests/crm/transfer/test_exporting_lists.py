"""Any list of the desk becomes a file: narrowed as its page is, masked unless a manager allows it, never a formula."""

from datetime import timedelta

import pytest

from crm.leads.models import Organisation
from crm.transfer.errors import DownloadGone, FilterUnreadable, NotInThisState, ReasonMissing, TooManyRows
from crm.transfer.models import Download, Export, ExportedList, Format
from crm.transfer.models.export import KEPT_FOR
from crm.transfer.services import exports, lists, reading, workbooks
from kit import clock
from tests.crm.transfer.files import asked_for, written
from tests.factories.leads import LeadFactory
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


def rows_of(export):
    content = export.file.open("rb").read()
    return reading.read(f"a.{export.format}", content)[0].rows


@pytest.mark.parametrize("file_format", Format)
def test_a_list_of_leads_becomes_a_file(zhong, file_format):
    LeadFactory(owner=zhong, name="王主任", phone="+8613900000001", head_count=45)
    heading, row = rows_of(written(zhong.user, file_format=file_format))

    assert heading[:5] == ["称呼", "职务", "单位名称", "电话", "阶段"]
    assert (row[0], row[3], row[7]) == ("王主任", "139****0001", "45")


def test_a_text_file_opens_in_a_spreadsheet_as_it_is(zhong):
    content = written(zhong.user, file_format=Format.CSV).file.open("rb").read()

    assert content.startswith(b"\xef\xbb\xbf")


def test_the_filters_of_the_address_narrow_the_file(zhong):
    LeadFactory(owner=zhong, name="甲", source="referral")
    LeadFactory(owner=zhong, name="乙", source="article")
    export = written(zhong.user, query="sort=newest&source=referral&page=3&view=7")

    assert export.query == "sort=newest&source=referral"
    assert [row[0] for row in rows_of(export)[1:]] == ["甲"]


def test_a_consultant_gets_the_own_leads_alone(zhong, qian):
    LeadFactory(owner=zhong, name="甲")
    LeadFactory(owner=qian, name="乙")

    assert [row[0] for row in rows_of(written(zhong.user))[1:]] == ["甲"]


def test_a_manager_gets_all_leads(zhong, qian, manager):
    LeadFactory(owner=zhong)
    LeadFactory(owner=qian)

    assert written(manager).row_count == 2


@pytest.mark.parametrize("what", ExportedList)
def test_every_list_is_written(what, zhong, manager):
    LeadFactory(owner=zhong, organisation=Organisation.called("青禾县委党校"))
    LeadFactory(owner=None, pooled_at=clock.now(), next_step_at=None)
    MessageFactory()
    export = written(manager, what=what)

    assert export.state == "done", export.error
    assert export.row_count >= 1
    assert len(rows_of(export)) == export.row_count + 1


@pytest.mark.parametrize("start", workbooks.FORMULAS)
@pytest.mark.parametrize("file_format", Format)
def test_no_cell_is_taken_for_a_formula(zhong, start, file_format):
    LeadFactory(owner=zhong, name=f"{start}cmd|' /C calc'!A0")
    export = written(zhong.user, file_format=file_format)
    content = export.file.open("rb").read()

    assert rows_of(export)[1][0].startswith("'")
    assert file_format == Format.CSV or b"<f>" not in content


def test_a_consultant_s_full_numbers_wait_for_a_manager(zhong, manager):
    LeadFactory(owner=zhong, phone="+8613900000001")
    export = asked_for(zhong.user)
    assert not exports.write_next()

    exports.decide(export.pk, is_allowed=True, by=manager)
    exports.write_next()
    export.refresh_from_db()

    assert rows_of(export)[1][3] == "139 0000 0001"
    assert export.decided_by == manager


def test_a_refusal_writes_nothing(zhong, manager):
    export = asked_for(zhong.user)
    exports.decide(export.pk, is_allowed=False, by=manager)

    assert not exports.write_next()
    with pytest.raises(NotInThisState):
        exports.decide(export.pk, is_allowed=True, by=manager)


def test_full_numbers_need_a_reason(zhong, manager):
    for user in (zhong.user, manager):
        with pytest.raises(ReasonMissing):
            exports.ask(what=ExportedList.LEADS, is_unmasked=True, reason=" ", by=user)


def test_a_manager_s_own_full_numbers_need_the_reason_alone(zhong, manager):
    LeadFactory(owner=zhong, phone="+8613900000001", email="wang@example.cn")
    export = written(manager, is_unmasked=True, reason="年终统计")

    assert "139 0000 0001" in rows_of(export)[1]
    assert "wang@example.cn" in rows_of(export)[1]


def test_a_masked_file_shows_no_address_either(zhong):
    LeadFactory(owner=zhong, email="wang@example.cn", wechat="wang1970")
    row = rows_of(written(zhong.user))[1]

    assert "w***" in row
    assert not {"wang@example.cn", "wang1970"} & set(row)


def test_a_filter_that_cannot_be_read_is_refused(zhong):
    with pytest.raises(FilterUnreadable):
        exports.ask(what=ExportedList.LEADS, query="since=soon", by=zhong.user)


def test_a_list_that_is_too_long_is_refused(zhong, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    LeadFactory.create_batch(2, owner=zhong)

    with pytest.raises(TooManyRows):
        exports.ask(what=ExportedList.LEADS, by=zhong.user)


def test_each_download_is_written_down(as_zhong, zhong):
    export = written(zhong.user)
    answer = as_zhong.get(f"/desk/exports/{export.pk}/file/")

    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content)
    download = Download.objects.get()
    assert (download.export, download.by, download.address) == (export, zhong.user, "127.0.0.1")


def test_nobody_else_downloads_a_file_not_even_a_manager(as_manager, zhong):
    export = written(zhong.user)

    assert as_manager.get(f"/desk/exports/{export.pk}/file/").status_code == 404
    assert not Download.objects.exists()


def test_a_file_lies_where_no_address_leads(as_zhong, zhong):
    export = written(zhong.user)

    assert export.file.storage.exists(export.file.name)
    assert as_zhong.get(f"/media/{export.file.name}").status_code == 404


def test_a_file_is_deleted_after_seven_days(as_zhong, zhong):
    export = written(zhong.user)
    storage, name = export.file.storage, export.file.name
    assert exports.expire(clock.now()) == 0

    assert exports.expire(clock.now() + KEPT_FOR + timedelta(hours=1)) == 1
    export.refresh_from_db()
    assert export.state == "expired"
    assert not storage.exists(name)
    with pytest.raises(DownloadGone):
        exports.download(export, by=zhong.user, address=None)


def test_a_worker_that_was_given_up_writes_nothing_over(zhong, monkeypatch):
    LeadFactory(owner=zhong)
    export, cells_of, followers = exports.ask(what=ExportedList.LEADS, by=zhong.user), lists.cells_of, [True]

    def slow(job, row):
        if followers.pop() if followers else False:
            assert not exports.write_next()  # the first worker is at it
            Export.objects.update(progress_at=clock.now() - timedelta(minutes=2))
            exports.write_next()
        return cells_of(job, row)

    monkeypatch.setattr(lists, "cells_of", slow)
    exports.write_next()
    export.refresh_from_db()

    assert (export.state, export.attempt) == ("done", 2)
    assert len([name for name in export.file.storage.listdir("exports")[1] if name.startswith(f"{export.pk}-")]) == 1


def test_an_export_that_breaks_says_so(zhong, monkeypatch):
    export = exports.ask(what=ExportedList.LEADS, by=zhong.user)
    monkeypatch.setattr(lists, "cells_of", None)
    LeadFactory(owner=zhong)
    exports.write_next()
    export.refresh_from_db()

    assert (export.state, export.error) == ("failed", "TypeError")


def test_the_page_asks_for_what_its_address_names(as_zhong, zhong):
    page = as_zhong.get("/desk/exports/", {"list": "organisations", "q": "党校"}).text
    as_zhong.post("/desk/exports/", {"what": "organisations", "file_format": "csv", "query": "q=党校"})

    assert "党校" in page
    assert Export.objects.get().what == "organisations"


def test_a_manager_decides_on_the_page(as_manager, zhong):
    export = asked_for(zhong.user)
    assert "寄教材" in as_manager.get("/desk/exports/").text

    assert "没有作出决定" in as_manager.post(f"/desk/exports/{export.pk}/decide/", {"decision": "?"}, follow=True).text
    as_manager.post(f"/desk/exports/{export.pk}/decide/", {"decision": "allow"})

    export.refresh_from_db()
    assert export.state == "queued"


def test_the_file_says_what_its_page_says(zhong):
    LeadFactory(owner=zhong, month="12月底", theme="廉政")
    heading, row = rows_of(written(zhong.user, file_format=Format.CSV))

    assert (row[heading.index("主题")], row[heading.index("期望时间")]) == ("廉政", "12月底")
