"""What people write into spreadsheets is understood generously; what is not says what to do."""

import pytest

from crm.transfer.rules import cells, columns, names
from crm.transfer.rules.columns import Field
from tests.crm.transfer.files import HEADINGS

WORDS = {
    "联系人": Field.NAME,
    "姓名*": Field.NAME,
    "您的称呼": Field.NAME,
    "联系方式": Field.PHONE,
    "手机（必填）": Field.PHONE,
    "联系人电话": Field.PHONE,
    "单位（全称）": Field.ORGANISATION,
    "学校名称": Field.ORGANISATION,
    "参训人数": Field.HEAD_COUNT,
    "人数(约)": Field.HEAD_COUNT,
    "拟培训主题": Field.THEME,
    "意向班次时间": Field.MONTH,
    "预算（元）": Field.BUDGET,
    "备 注": Field.REMARKS,
    "信息来源": Field.ORIGIN,
    "Mobile Phone": Field.PHONE,
    "E-mail": Field.EMAIL,
    "Company": Field.ORGANISATION,
    "序号": None,
    "username": None,
    "": None,
    "请各单位于十一月三十日之前填写本表并交到会务组邮箱谢谢": None,
}


@pytest.mark.parametrize("heading", WORDS)
def test_a_heading_is_recognised(heading):
    assert columns.recognised(heading) == WORDS[heading]


def test_title_rows_above_the_headings_are_found():
    rows = [(1, ["2026 年秋季招生会意向单位登记表"]), (2, ["填报人：会务组"]), (3, HEADINGS), (4, ["王主任", "科长"])]

    assert columns.heading_row(rows) == 3


def test_a_sheet_without_headings_has_none():
    assert columns.heading_row([(1, ["王主任", "13900000001"]), (2, ["李主任", "13900000002"])]) == 0


def test_what_was_remembered_goes_before_what_is_recognised():
    assert columns.matched(["姓名", "招生会编号"], {"招生会编号": "remarks"}) == ["name", "remarks"]
    assert columns.matched(["姓名", "电话"], {"姓名": ""}) == ["", "phone"]


def test_a_field_is_given_to_its_first_column_alone():
    assert columns.matched(["手机", "办公电话"], {}) == ["phone", ""]


PHONES = {
    "1.3912345678E10": "13912345678",
    "1.3912345678e+10": "13912345678",
    "13912345678.0": "13912345678",
    "139 1234 5678（微信同号）": "139 1234 5678（微信同号）",
    "0796-8970353": "0796-8970353",
}


@pytest.mark.parametrize("written", PHONES)
def test_a_phone_is_read_as_it_was_before_the_spreadsheet(written):
    assert cells.understand({"name": "王", "phone": written}).values["phone"] == PHONES[written]


WRONG = {
    ("phone", "1590000083"): "too_few_digits",
    ("phone", "159000008311"): "too_many_digits",
    ("phone", "1.39123E+10"): "digits_lost",
    ("phone", "见名片"): "unreadable_phone",
    ("phone", "13900000001、13900000002"): "unreadable_phone",
    ("head_count", "若干"): "unreadable_people",
    ("head_count", "9000"): "people_out_of_range",
    ("month", "13月"): "no_such_month",
    ("budget", "面议"): "unreadable_amount",
    ("email", "wang"): "unreadable_email",
    ("title", "长" * 41): "too_long",
}


@pytest.mark.parametrize(("field", "written"), WRONG)
def test_a_cell_that_cannot_be_read_says_why(field, written):
    code = cells.understand({"name": "王", "phone": "13900000001", field: written}).errors[field]

    assert code == WRONG[field, written]
    assert code in cells.WORDS


DIFFERENT = {
    ("head_count", "四十左右"): 40,
    ("head_count", "46 人"): 46,
    ("head_count", "45.0"): 45,
    ("budget", "9万"): 90000,
    ("month", "46357"): "2026年12月",
    ("month", "2026-12-14"): "2026年12月",
    ("name", "王主任 清源县委组织部 13900000001"): "王主任",
}


@pytest.mark.parametrize(("field", "written"), DIFFERENT)
def test_what_is_understood_differently_is_shown(field, written):
    found = cells.understand({"name": "王", "phone": "13900000001", field: written})

    assert found.values[field] == DIFFERENT[field, written]
    assert found.differs == {field: str(DIFFERENT[field, written])}


@pytest.mark.parametrize(("field", "written"), [("head_count", "45"), ("month", "12月底"), ("name", " 王 主任 ")])
def test_what_is_understood_as_written_is_not(field, written):
    assert cells.understand({"name": "王", "phone": "13900000001", field: written}).differs == {}


def test_a_name_and_a_phone_are_needed():
    assert cells.understand({"title": "科长"}).errors == {"name": "missing_name", "phone": "missing_phone"}


SIGNATURES = {
    "王主任\n清源县委组织部\n电话：0796-8970353": "王主任",
    "姓名：王主任": "王主任",
    "王主任，清源县委组织部干部科科长": "王主任",
    "王主任13900000001": "王主任",
    "王主任 wang@example.cn": "王主任",
    "王主任 手机 139 0000 0001": "王主任",
    "王 主任": "王 主任",
    "Anna Smith": "Anna Smith",
    "Anna Smith | Example Ltd | +44 20 7946 0000": "Anna Smith",
    "尼格买提·热合曼": "尼格买提·热合曼",
    "\u200b王\u200d主任": "王主任",
    "\n\n": "",
}


@pytest.mark.parametrize("written", SIGNATURES)
def test_a_pasted_signature_keeps_only_the_name(written):
    assert names.person(written) == SIGNATURES[written]
