"""Chinese telephone numbers: any spelling in, one E.164 number out, masked by default.

The numbering plan comes from the `phonenumbers` library; what is ours is the spelling people really type (full-width
digits, 0086, 转 extensions) and the decision that a new mobile prefix the library does not know yet is not refused.
"""

import re
from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberType

from kit import places
from kit.errors import Refusal
from kit.text import clean, plain

REGION, CHINA = "CN", 86
# What people write before a number: 手机：, 电话, Tel.
LABEL = re.compile(r"^(?:[\u4e00-\u9fff]{1,8}\s*:?|[A-Za-z]{1,12}\s*[.:]+)\s*")
ENDING = " .,;:!、。"
# What they write behind it: （微信同号）.
REMARK = re.compile(r"\([^()\d]*\)$")
EXTENSION = re.compile(r"[\s,(-]*(?:转|分机|ext\.?|x|#)[\s号:]*(\d{1,6})\s*\)?$", re.IGNORECASE)
# 0796-8970353-801: what follows a whole landline or 400 number after a dash.
DASHED = re.compile(r"^((?:\+?86[\s-]*\d{2,3}|\(?0\d{2,3}\)?|400)[\s-]*\d{3,4}[\s-]?\d{4})\s*[-*,]\s*(\d{1,6})$")
# What the end of a number is written with.
DIALLED = re.compile(r"[\d\s()+./\u2010-\u2015\u2212-]+")
MOBILE_SHAPE = re.compile(r"^1[3-9]\d{9}$")


class UnreadablePhone(Refusal):
    """The text is no telephone number that could be dialled."""

    code = "unreadable_phone"
    field = "phone"
    message = _(
        "This does not look like a phone number. Enter an 11-digit mobile number, or a landline with its area code, "
        "such as 0796-8970353."
    )


LETTERS = _("A phone number has no letters in it. Please write it in digits.")
SEVERAL = _("These are several phone numbers. Please enter only one.")
# What may stand between two numbers.
BETWEEN = re.compile(r"[\s,;/|、&-]+|或者?|和|以?及|\bor\b|\band\b", re.IGNORECASE)
# What forms take.
LONGEST_SPELLING = 40
# Longer texts are not searched for several numbers.
LONGEST_SEARCHED = 80


@dataclass(frozen=True, slots=True)
class Phone:
    """One telephone number: `e164` to store and compare, `raw` as typed, `extension` digits or an empty string."""

    e164: str
    raw: str
    extension: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether several people may be reached by it."""
        return is_shared(self.e164)

    @property
    def is_mobile(self) -> bool:
        """Whether a text message can reach it."""
        return is_mobile(self.e164)


def parse(text: str) -> Phone:
    """Read a number in any usual spelling.

    Raises UnreadablePhone when the text cannot be a dialled number, or is several numbers.
    """
    raw = clean(text).strip()
    try:
        return _parse(raw)
    except UnreadablePhone:
        if len(raw) <= LONGEST_SEARCHED and _are_several(plain(raw)):
            raise UnreadablePhone(SEVERAL) from None
        raise


def _are_several(text: str) -> bool:
    """Whether the text is a number followed by at least one other."""
    return any(
        _is_number(text[: between.start()]) and (_is_number(rest := text[between.end() :]) or _are_several(rest))
        for between in BETWEEN.finditer(text)
    )


def _is_number(text: str) -> bool:
    try:
        return bool(_parse(text))
    except UnreadablePhone:
        return False


def _parse(raw: str) -> Phone:
    spelled = REMARK.sub("", LABEL.sub("", plain(raw)).strip(ENDING)).strip(ENDING)
    written, extension = _apart("+" + spelled[2:] if spelled.startswith("00") else spelled)
    if any(letter.isalpha() for letter in written):
        raise UnreadablePhone(LETTERS)
    if MOBILE_SHAPE.match(written):  # what most people type, and all the library would say about it
        return Phone(f"+86{written}", raw, extension)
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException:
        raise UnreadablePhone from None
    national = phonenumbers.national_significant_number(number)
    newly_issued = not is_foreign(number) and MOBILE_SHAPE.match(national)
    if not phonenumbers.is_valid_number(number) and not newly_issued:
        raise UnreadablePhone
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), raw, extension)


def ending(text: str) -> str:
    """What the stored number ends with, of a number or its last digits in any usual spelling; else an empty string."""
    try:
        return parse(text).e164.removeprefix("+86")
    except UnreadablePhone:
        written = plain(text)
        return re.sub(r"\D", "", written) if DIALLED.fullmatch(written) else ""


def _apart(written: str) -> tuple[str, str]:
    """A number and its extension."""
    if found := EXTENSION.search(written):
        return written[: found.start()], found.group(1)
    if found := DASHED.match(written):
        return found.group(1), found.group(2)
    return written, ""


# A switchboard or an office line: a mainland number that is no mobile.
SHARED = r"^\+86(?!1[3-9][0-9]{9}$)"


def is_shared(e164: str) -> bool:
    """Whether several people may be reached by the stored number."""
    return bool(re.match(SHARED, e164))


def is_mobile(e164: str) -> bool:
    """Whether the stored number can receive a text message."""
    if e164.startswith("+86"):
        return bool(MOBILE_SHAPE.match(e164[3:]))
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return kind in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def place(e164: str) -> str:
    """Where the number was first issued, in Chinese, or an empty string; numbers are portable, so only a hint."""
    return places.find(e164)


def mask(e164: str, extension: str = "") -> str:
    """The number with its middle hidden, the only form that leaves a server unasked.

    `180****6663`; a landline keeps its area code, `0796****0353`, a foreign number its country, `+852****6789`.
    """
    national = e164.removeprefix("+86")
    if len(national) < 7:  # noqa: PLR2004  (nothing would be left to hide)
        return "*" * len(national)
    shown = national[:3]
    if not MOBILE_SHAPE.match(national):
        number = phonenumbers.parse(e164)
        area = national[: phonenumbers.length_of_geographical_area_code(number)]
        shown = f"+{number.country_code}" if is_foreign(number) else f"0{area}" if area else shown
    return with_extension(f"{shown}****{national[-4:]}", extension)


def is_foreign(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it has to be dialled with its country."""
    return bool(number.country_code != CHINA)


def with_extension(number: str, extension: str) -> str:
    """A number as it is shown, with the extension to ask for."""
    return (
        gettext("%(number)s ext. %(extension)s") % {"number": number, "extension": extension} if extension else number
    )


def link(e164: str, extension: str = "") -> str:
    """What a telephone dials: the number, a pause, the extension."""
    return f"tel:{e164},{extension}" if extension else f"tel:{e164}"


def spaced(e164: str) -> str:
    """The number as people read it aloud, `180 7960 6663`; landlines with their area, foreign with their country."""
    national = e164.removeprefix("+86")
    if MOBILE_SHAPE.match(national):
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    number = phonenumbers.parse(e164, REGION)
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, formats.INTERNATIONAL if is_foreign(number) else formats.NATIONAL)
