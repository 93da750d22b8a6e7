"""What the columns of a spreadsheet are about, by the words above them. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kit.text import plain


class Field(TextChoices):
    """What a column may be written into."""

    NAME = "name", _("Form of address")
    PHONE = "phone", _("Phone")
    TITLE = "title", _("Position")
    ORGANISATION = "organisation", _("Organisation")
    HEAD_COUNT = "head_count", _("People")
    THEME = "theme", _("Theme")
    MONTH = "month", _("Wished month")
    BUDGET = "budget", _("Budget in yuan")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat ID")
    REMARKS = "remarks", _("Kept in mind")
    ORIGIN = "origin", _("Where it came from (into the timeline)")


REQUIRED = (Field.NAME, Field.PHONE)
# The words above columns, folded; of those that a heading contains the last counts (联系人电话 is a phone).
WORDS = {
    Field.NAME: ("姓名", "联系人", "联系人姓名", "称呼", "名字", "客户姓名", "客户", "负责人", "老师", "name",
        "contact", "contactname", "fullname", "contactperson"),
    Field.PHONE: ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "号码", "phone", "mobile",
        "tel", "telephone", "cell", "phonenumber", "mobilephone"),
    Field.TITLE: ("职务", "职位", "岗位", "头衔", "title", "position", "jobtitle"),
    Field.ORGANISATION: ("单位", "单位名称", "工作单位", "所在单位", "委托单位", "公司", "公司名称", "学校", "机构",
        "企业", "部门单位", "客户名称", "organisation", "organization", "company", "school", "employer"),
    Field.HEAD_COUNT: ("人数", "参训人数", "预计人数", "参加人数", "规模", "headcount", "people", "participants",
        "groupsize", "numberofpeople"),
    Field.THEME: ("主题", "课程", "培训主题", "培训内容", "意向课程", "班次名称", "需求", "theme", "topic", "course",
        "programme", "program"),
    Field.MONTH: ("月份", "时间", "培训时间", "意向时间", "意向月份", "开班时间", "意向班次时间", "开班月", "日期",
        "month", "date", "when"),
    Field.BUDGET: ("预算", "经费", "费用", "预算金额", "budget", "amount"),
    Field.EMAIL: ("邮箱", "邮件", "电子邮箱", "电子邮件", "email", "mail"),
    Field.WECHAT: ("微信", "微信号", "wechat", "weixin"),
    Field.REMARKS: ("备注", "说明", "其他", "补充", "remarks", "remark", "notes", "note", "comment", "comments"),
    Field.ORIGIN: ("来源", "渠道", "来源渠道", "来源编号", "source", "channel", "origin"),
}  # fmt: skip
FIELD_OF = {word: field for field, words in WORDS.items() for word in words}
# A heading that contains more is a sentence.
LONGEST_HEADING = 24
# Titles stand above the headings, in the first rows.
TITLE_ROWS = 20
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


def folded(heading: str) -> str:
    """The words of a heading, without brackets, blanks and marks."""
    bare = IN_BRACKETS.sub("", plain(heading)) or plain(heading)
    return "".join(letter for letter in bare.casefold() if letter.isalnum())


def recognised(heading: str) -> Field | None:
    """What a column is about by its heading; None for a heading that says nothing known."""
    words = folded(heading)
    if field := FIELD_OF.get(words):
        return field
    if not 0 < len(words) <= LONGEST_HEADING:
        return None
    # An English word such as `name` stands inside others (`username`), a Chinese one hardly.
    contained = [word for word in FIELD_OF if not word.isascii() and word in words]
    return FIELD_OF[max(contained, key=lambda word: (words.rindex(word) + len(word), len(word)))] if contained else None


def heading_row(rows: Iterable[tuple[int, Sequence[str]]]) -> int:
    """The number of the row that holds the headings: the first of those with most known ones; 0 where none has two."""
    known = [(number, len({recognised(cell) for cell in cells} - {None})) for number, cells in rows]
    best = max((count for _number, count in known), default=0)
    return next(number for number, count in known if count == best) if best > 1 else 0


def matched(headings: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """The field of each column; what was `remembered` of a heading goes before what is recognised.

    Each field is given once, to its first column.
    """
    fields: list[str] = []
    for heading in headings:
        key = folded(heading)
        field = remembered[key] if key in remembered else (recognised(heading) or "")
        fields.append("" if field in fields else str(field))
    return fields
