"""What the cells of one row say: read generously, and what cannot be read named by a code. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from crm.leads.rules import budget, head_count
from crm.leads.rules.details import LARGEST_BUDGET
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.transfer.rules import names
from crm.transfer.rules.columns import REQUIRED, Field
from kit import phones
from kit.text import clean, plain

LONGEST = {
    Field.NAME: 40,
    Field.TITLE: 40,
    Field.ORGANISATION: 80,
    Field.THEME: 60,
    Field.MONTH: 20,
    Field.EMAIL: 254,
    Field.WECHAT: 40,
    Field.REMARKS: 1000,
    Field.ORIGIN: 200,
}
# What is wrong with a cell, and what to do.
WORDS = {
    "missing_name": _("A name is needed."),
    "missing_phone": _("A phone number is needed."),
    "too_few_digits": _("Some digits are missing; a mobile number has eleven."),
    "too_many_digits": _("There are too many digits; a mobile number has eleven."),
    "digits_lost": _("The spreadsheet has rounded this number; format the column as text and type it again."),
    "unreadable_phone": _("This is no phone number."),
    "unreadable_people": _("Write the number of people in digits."),
    "people_out_of_range": _("A group has 1 to 5000 people."),
    "unreadable_amount": _("Write the amount in digits, such as 90000 or 9万."),
    "unreadable_email": _("This is no e-mail address."),
    "no_such_month": _("There is no such month."),
    "too_long": _("This is too long."),
}
# 1.3912345678E10, as a spreadsheet writes a long number.
SCIENTIFIC = re.compile(r"\+?(\d)(?:\.(\d+))?E\+?(\d{1,2})", re.IGNORECASE)
FLOAT = re.compile(r"(\d{5,15})\.0+")
MONTH = re.compile(r"(?<!\d)(\d{1,4})\s*月")
MONTHS = 12
MOBILE_DIGITS = 11
SERIAL = re.compile(r"\d{5}(?:\.0+)?")
# Day 0 of spreadsheets.
EPOCH, FIRST_SERIAL, LAST_SERIAL = date(1899, 12, 30), 36526, 73050
DATE = re.compile(r"(20\d\d)[-/.](\d{1,2})[-/.]\d{1,2}(?: .*)?")


class Unreadable(Exception):
    """A cell cannot be read; `code` is one of WORDS."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Understood:
    """A row: its values by field, the codes of what is wrong, and what was understood other than written."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    differs: dict[str, str] = field(default_factory=dict)


def understand(written: Mapping[str, str]) -> Understood:
    """Read the cells of a row, by field."""
    found = Understood()
    for name, text in written.items():
        try:
            value = READERS[Field(name)](text) if text else None
        except Unreadable as unreadable:
            found.errors[name] = unreadable.code
            continue
        if value not in {None, ""}:
            found.values[name] = value
            if name != Field.PHONE and str(value) != plain(text).strip() and str(value) != text.strip():
                found.differs[name] = str(value)
    for name in REQUIRED:
        if name not in found.values and name not in found.errors:
            found.errors[name] = f"missing_{name.value}"
    return found


def _line(name: Field) -> Callable[[str], str]:
    def read(text: str) -> str:
        line = " ".join(clean(text).split())
        if len(line) > LONGEST[name]:
            raise Unreadable("too_long")
        return line

    return read


def _name(text: str) -> str:
    return _line(Field.NAME)(names.person(text))


def _remarks(text: str) -> str:
    words = clean(text).strip()
    if len(words) > LONGEST[Field.REMARKS]:
        raise Unreadable("too_long")
    return words


def number_written(text: str) -> str:
    """A long number as it was typed, before a spreadsheet made a float of it. Raises Unreadable for lost digits."""
    bare = plain(text)
    if found := FLOAT.fullmatch(bare):
        return found.group(1)
    if found := SCIENTIFIC.fullmatch(bare):
        whole, rest, power = found.group(1), found.group(2) or "", int(found.group(3))
        if len(rest.rstrip("0")) > power:
            raise Unreadable("unreadable_phone")
        if len(rest) < min(power, MOBILE_DIGITS - 1):
            raise Unreadable("digits_lost")
        return whole + rest[:power].ljust(power, "0")
    return text


def _phone(text: str) -> str:
    written = number_written(text)
    try:
        return phones.parse(written[: 2 * phones.LONGEST_SPELLING]).raw[: phones.LONGEST_SPELLING]
    except phones.UnreadablePhone as refusal:
        digits = re.sub(r"\D", "", plain(written))
        if refusal.message == phones.SEVERAL or not digits.startswith("1") or len(digits) == MOBILE_DIGITS:
            raise Unreadable("unreadable_phone") from None
        raise Unreadable("too_few_digits" if len(digits) < MOBILE_DIGITS else "too_many_digits") from None


def _head_count(text: str) -> int:
    people = head_count.read(FLOAT_PEOPLE.sub(r"\1", text))
    if people is None:
        raise Unreadable("unreadable_people")
    if not 1 <= people <= LARGEST_GROUP:
        raise Unreadable("people_out_of_range")
    return people


FLOAT_PEOPLE = re.compile(r"^(\d+)\.0+$")


def _budget(text: str) -> int:
    amount = budget.read(text)
    if amount is None or amount > LARGEST_BUDGET:
        raise Unreadable("unreadable_amount")
    return amount


def _month(text: str) -> str:
    words = _line(Field.MONTH)(text)
    if SERIAL.fullmatch(words) and FIRST_SERIAL <= float(words) <= LAST_SERIAL:
        day = EPOCH + timedelta(days=int(float(words)))
        return f"{day.year}年{day.month}月"
    if found := DATE.fullmatch(words):
        words = f"{found.group(1)}年{int(found.group(2))}月"
    if any(not 1 <= int(month) <= MONTHS for month in MONTH.findall(plain(words))):
        raise Unreadable("no_such_month")
    return words


def _email(text: str) -> str:
    address = plain(text)
    try:
        validate_email(address)
    except ValidationError:
        raise Unreadable("unreadable_email") from None
    return _line(Field.EMAIL)(address)


READERS: dict[Field, Callable[[str], Any]] = {
    Field.NAME: _name,
    Field.PHONE: _phone,
    Field.TITLE: _line(Field.TITLE),
    Field.ORGANISATION: _line(Field.ORGANISATION),
    Field.HEAD_COUNT: _head_count,
    Field.THEME: _line(Field.THEME),
    Field.MONTH: _month,
    Field.BUDGET: _budget,
    Field.EMAIL: _email,
    Field.WECHAT: _line(Field.WECHAT),
    Field.REMARKS: _remarks,
    Field.ORIGIN: _line(Field.ORIGIN),
}
