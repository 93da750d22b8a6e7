"""What colleagues of the demo centre tell each other on a lead, and the files that were sent."""

from collections.abc import Mapping
from io import BytesIO

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from crm.attachments.services import files
from crm.leads.models import Lead
from crm.leads.services import leads

NOTES = (
    ("manager", "@钟老师 这家单位前年来过一期，联系时提一下老学员优惠。"),
    ("zhong", "@黄主任 对方想住 2 号楼，12 月还有房吗？报名表和合影要求已存附件。"),
)
PEOPLE = (
    ("姓名", "单位", "职务"),
    ("冯一平", "青禾县委党校（演示）", "教务科长"),
    ("周晓兰", "青禾县委党校（演示）", "教师"),
)


def build(users: Mapping[str, User]) -> None:
    """Two notes that name a colleague, and two files, on a lead of 钟老师."""
    lead = Lead.objects.open().filter(owner__user=users["zhong"]).latest("pk")
    text = "合影：第二天上午 8:30，茨坪。\n横幅：红底黄字。\n".encode()
    uploads = [SimpleUploadedFile("报名表.xlsx", _sheet()), SimpleUploadedFile("合影要求.txt", text)]
    files.add(lead.pk, uploads=uploads, by=users["zhong"])
    for who, words in NOTES:
        leads.note(lead.pk, text=words, by=users[who])


def _sheet() -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("报名表")
        for number, row in enumerate(PEOPLE):
            sheet.write_row(number, 0, row)
    return content.getvalue()
