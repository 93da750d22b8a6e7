"""The page of an import shows what every row would become; columns, cells and duplicates are decided there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.leads.models import Lead, Organisation
from crm.transfer.models import Import, ImportRow
from crm.transfer.services import checking, reading, uploads
from crm.transfer.tasks import work
from kit import clock
from tests.crm.transfer.files import HEADINGS, TITLES, file_of, looked_at, people, xlsx
from tests.factories.leads import LeadFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db


def row(name="王主任", phone="13900000001", organisation="青禾县委党校", people="45", month="12月", more="ZS-1"):
    return [name, "科长", organisation, phone, people, month, more]


def upload(browser, *rows):
    """Upload rows under titles and headings; the import."""
    answer = browser.post("/desk/import/", {"file": file_of([*TITLES, HEADINGS, *rows])})
    assert answer.status_code == 302, answer.text
    return Import.objects.latest("pk")


def verdicts(job):
    return [one.verdict for one in job.rows.order_by("number") if one.number > job.heading_row]


def test_a_list_with_title_rows_is_understood(as_zhong):
    job = upload(as_zhong, row())

    assert job.heading_row == 3
    assert job.columns == ["name", "title", "organisation", "phone", "head_count", "month", ""]
    assert verdicts(job) == ["ready"]
    assert job.state == "ready"


def test_nothing_is_written_by_looking(as_zhong):
    upload(as_zhong, row(), row(phone="13900000002"))

    assert not Lead.objects.exists()
    assert not Organisation.objects.exists()


def test_the_page_shows_what_is_wrong_in_its_cell(as_zhong):
    job = upload(as_zhong, row(phone="1590000083"), row(name=""), row(phone="13900000002", people="四十左右"))
    page = as_zhong.get(job.get_absolute_url()).text

    assert "少了几位" in page
    assert "请填写称呼" in page
    assert "读成 40" in page
    assert "139****0002" in page
    assert "13900000002" not in page


def test_a_cell_is_corrected_in_place(as_zhong):
    job = upload(as_zhong, row(phone="1590000083"))

    as_zhong.post(f"/desk/import/{job.pk}/cell/", {"number": 4, "column": 3, "to": "15900000831"})

    assert verdicts(job) == ["ready"]
    assert job.rows.get(number=4).values["phone"] == "15900000831"


def test_an_unknown_column_is_matched_and_remembered(as_zhong):
    job = upload(as_zhong, row())
    fields = {f"column_{place}": field for place, field in enumerate(job.columns)}

    as_zhong.post(job.get_absolute_url(), fields | {"column_6": "origin", "remember": "on"})
    again = upload(as_zhong, row())

    assert job.rows.get(number=4).values["origin"] == "ZS-1"
    assert again.columns[6] == "origin"
    assert "已记住" in as_zhong.get(again.get_absolute_url()).text


def test_what_is_matched_once_need_not_be_remembered(as_zhong):
    job = upload(as_zhong, row())
    fields = {f"column_{place}": field for place, field in enumerate(job.columns)}
    as_zhong.post(job.get_absolute_url(), fields | {"column_6": "origin"})

    assert upload(as_zhong, row()).columns[6] == ""


def test_two_columns_of_one_field_are_refused(as_zhong):
    job = upload(as_zhong, row())
    fields = {f"column_{place}": field for place, field in enumerate(job.columns)}

    answer = as_zhong.post(job.get_absolute_url(), fields | {"column_6": "phone"})

    assert answer.status_code == 422
    assert "同一项" in answer.text


def test_another_row_of_headings_is_chosen(as_zhong):
    job = upload(as_zhong, row())

    as_zhong.post(job.get_absolute_url(), {"number": "0"})

    job.refresh_from_db()
    assert job.heading_row == 0
    assert set(job.columns) <= {""}


def test_another_sheet_is_chosen(as_zhong):
    content = xlsx(说明=[["请填写"]], 名单=[["姓名", "电话"], ["王主任", "13900000001"]], 旧=[["姓名"], ["李"]])
    as_zhong.post("/desk/import/", {"file": SimpleUploadedFile("a.xlsx", content)})
    job = Import.objects.get()
    assert job.sheet_name == "名单"

    as_zhong.post(job.get_absolute_url(), {"sheet": "2"})

    job.refresh_from_db()
    assert job.sheet_name == "旧"
    assert not any(job.columns)


def test_a_caller_who_is_known_is_a_duplicate(as_zhong, zhong, qian):
    LeadFactory(owner=zhong, phone="+8613900000001")
    LeadFactory(owner=qian, phone="+8613900000002")
    LeadFactory(owner=zhong, phone="+8613900000003", stage="lost", lost_reason="预算", next_step_at=None)
    job = upload(as_zhong, row(), row(phone="13900000002"), row(phone="13900000003"))

    choices = list(job.rows.filter(number__gt=3).order_by("number").values_list("verdict", "choice"))

    assert choices == [("duplicate", "fill"), ("duplicate", "skip"), ("ready", "")]


def test_a_caller_is_known_by_a_further_number_too(as_zhong, zhong):
    lead = LeadFactory(owner=zhong)
    lead.phones.create(phone="+8613900000001")
    job = upload(as_zhong, row())

    assert job.rows.get(number=4).known == lead


def test_a_caller_who_stands_twice_in_the_file_is_a_duplicate(as_zhong):
    job = upload(as_zhong, row(), row(name="李科长", phone="139 0000 0001"))

    assert verdicts(job) == ["ready", "duplicate"]
    assert "与第 4 行号码相同" in as_zhong.get(job.get_absolute_url()).text


def test_two_people_behind_one_switchboard_are_no_duplicates(as_zhong):
    job = upload(as_zhong, row(phone="0796-8970353"), row(name="李科长", phone="0796-8970353"))

    assert verdicts(job) == ["ready", "ready"]


def test_the_same_person_with_another_number_may_be_new(as_zhong, zhong):
    LeadFactory(owner=zhong, organisation=Organisation.called("青禾县委党校"), name="王主任")
    job = upload(as_zhong, row())

    assert list(job.rows.filter(number=4).values_list("verdict", "choice")) == [("duplicate", "create")]


def test_what_is_done_with_a_duplicate_is_chosen(as_zhong, zhong):
    LeadFactory(owner=zhong, phone="+8613900000001")
    job = upload(as_zhong, row())

    as_zhong.post(f"/desk/import/{job.pk}/choice/", {"number": 4, "choice": "skip"})

    assert job.rows.get(number=4).choice == "skip"


@pytest.mark.parametrize("choice", ["fill", "create"])
def test_a_colleague_s_lead_is_not_filled_nor_doubled(as_zhong, qian, choice):
    LeadFactory(owner=qian, phone="+8613900000001")
    job = upload(as_zhong, row())

    answer = as_zhong.post(f"/desk/import/{job.pk}/choice/", {"number": 4, "choice": choice})

    assert answer.status_code == 422
    assert job.rows.get(number=4).choice == "skip"


def test_a_choice_for_all_skips_those_that_do_not_allow_it(as_zhong, zhong, qian):
    LeadFactory(owner=zhong, phone="+8613900000001")
    LeadFactory(owner=qian, phone="+8613900000002")
    job = upload(as_zhong, row(), row(phone="13900000002"))

    as_zhong.post(f"/desk/import/{job.pk}/choice/", {"choice": "fill"})

    assert list(job.rows.filter(number__gt=3).order_by("number").values_list("choice", flat=True)) == ["fill", "skip"]


def test_wrong_rows_come_back_as_a_file_to_correct(as_zhong):
    job = upload(as_zhong, row(), row(name="=cmd()", phone="1590000083"))
    answer = as_zhong.get(f"/desk/import/{job.pk}/wrong-rows/")
    rows = reading.read("a.xlsx", answer.content)[0].rows

    assert rows[0] == [*HEADINGS, "哪里不对"]
    assert rows[1][0] == "=cmd()"
    assert "少了几位" in rows[1][7]
    assert len(rows) == 2


def test_only_rows_with_a_problem_are_shown_on_demand(as_zhong):
    job = upload(as_zhong, row(name="好好好"), row(phone="1590000083"))

    page = as_zhong.get(f"{job.get_absolute_url()}?only=problems").text

    assert "1590000083" in page
    assert "好好好" not in page


def test_a_refused_file_says_why_and_leaves_nothing(as_zhong):
    answer = as_zhong.post("/desk/import/", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")})

    assert answer.status_code == 422
    assert "文件已损坏" in answer.text
    assert not Import.objects.exists()


def test_an_upload_that_breaks_in_the_middle_leaves_nothing(zhong, monkeypatch):
    monkeypatch.setattr(checking, "check", None)

    with pytest.raises(TypeError):
        looked_at(zhong.user)

    assert not Import.objects.exists()
    assert not ImportRow.objects.exists()


def test_a_colleague_sees_no_import_of_another(as_zhong, client, qian):
    job = upload(as_zhong, row())
    client.force_login(qian.user)

    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.get(f"/desk/import/{job.pk}/wrong-rows/").status_code == 404
    assert client.post(f"/desk/import/{job.pk}/choice/", {"choice": "skip"}).status_code == 404


def test_many_rows_are_checked_by_a_worker(as_zhong):
    job = upload(as_zhong, *people(uploads.CHECKED_AT_ONCE + 1))
    assert job.state == "checking"
    assert 'hx-trigger="every 1s"' in as_zhong.get(job.get_absolute_url()).text

    work()

    job.refresh_from_db()
    assert job.state == "ready"
    assert job.rows.filter(verdict="ready").count() == uploads.CHECKED_AT_ONCE + 1


def test_a_page_costs_the_same_for_any_number_of_rows(as_zhong, zhong):
    rows = [row(name=f"王{n}", phone=f"1390000{n:04d}") for n in range(40)]
    for n in range(40):
        LeadFactory(owner=zhong, phone=f"+861390000{n:04d}")
    pages = [upload(as_zhong, *rows[:count]).get_absolute_url() for count in (1, 3, 40)]

    assert len({statements(lambda page=page: as_zhong.get(page)) for page in pages}) == 1


def test_cells_are_deleted_after_thirty_days(as_zhong):
    job = upload(as_zhong, row())

    assert uploads.forget(clock.now()) == 0
    assert uploads.forget(clock.now() + uploads.KEPT_FOR + uploads.KEPT_FOR) == 4
    assert not ImportRow.objects.exists()
    assert as_zhong.get(job.get_absolute_url()).status_code == 200
