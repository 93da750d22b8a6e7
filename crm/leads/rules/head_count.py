"""How many people a group may have, how people write it, and whether a group is of a size asked for."""

import re

from kit.text import plain

LARGEST_GROUP = 5000
DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
UNITS = {"十": 10, "百": 100, "千": 1000}
SIGNS = "".join((*DIGITS, *UNITS))
PEOPLE = r"(?=\s*[多余来几]*\s*个?[人名位])"
# 45, 1,200, 四十五; a lone 一 is a number only where it counts people or is all there is.
NUMBER = rf"\d{{1,3}}(?:,\d{{3}})+|\d+|(?<![几数{SIGNS}])[{SIGNS}]*[十百千][{SIGNS}]*"
ALONE = rf"^[{SIGNS}]$|(?<![几数])[{SIGNS}]{PEOPLE}"


def read(written: str) -> int | None:
    """The head count in a text such as `45`, `30-50人`, `约40` or `三四十`; None where there is none or a minus.

    Numbers that count people go before others; of several the largest, so that a room is large enough.
    """
    text = plain(written)
    if re.match(r"[-−–负]\s*\d", text):
        return None
    found = re.findall(f"(?:{NUMBER}){PEOPLE}", text) or re.findall(f"{NUMBER}|{ALONE}", text)
    return max(map(_value, found), default=None)


def _value(number: str) -> int:
    if number[0] not in SIGNS:
        return int(number.replace(",", ""))
    total, digit, unit = 0, 0, 1
    for sign in number:
        if sign in DIGITS:
            digit, unit = DIGITS[sign], 1 if DIGITS[sign] == 0 else unit  # 三四十 is up to forty
        else:
            unit = UNITS[sign]
            total, digit = total + (digit or 1) * unit, 0
    return total + digit * max(unit // 10, 1)  # 一百五 is 150, 一百零五 is 105


def fits(head_count: int | None, *, people_from: int | None, people_to: int | None) -> bool:
    """Whether the group is of the size asked for; an unknown size matches no limit."""
    if people_from is None and people_to is None:
        return True
    return head_count is not None and (people_from or 0) <= head_count <= (people_to or head_count)
