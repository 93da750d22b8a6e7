"""The form of address in what people paste as a name. Pure."""

import re

from kit.text import clean, plain

# What follows a name in a signature: another field, a number, an address.
AFTER = re.compile(
    r"[,;|/\\、。]|\b(?:tel|phone|mobile|mob|e-?mail|fax)\b|电话|手机|邮箱|微信|传真|地址|单位|\S+@\S+|\+?\d[\d\s-]{5,}",
    re.IGNORECASE,
)
LABEL = re.compile(r"^(?:姓名|联系人|称呼|name|contact)\s*[::]\s*", re.IGNORECASE)
CHINESE = re.compile(r"[\u3400-\u9fff]")
# 欧阳 主任, but not 王主任 清源县委组织部.
LONGEST_WITH_BLANKS = 6


def person(written: str) -> str:
    """The name out of a pasted signature such as `王主任 清源县委组织部 139…`; other texts as they are."""
    lines = [line for line in (LABEL.sub("", plain(one)) for one in clean(written).splitlines()) if line]
    if not lines:
        return ""
    found = AFTER.search(lines[0])
    name = lines[0][: found.start()].strip(" :-") if found else lines[0]
    if not CHINESE.search(name):
        return name
    words = name.split()
    kept = words[:1]
    while len(kept) < len(words) and sum(map(len, kept)) + len(words[len(kept)]) <= LONGEST_WITH_BLANKS:
        kept.append(words[len(kept)])
    return " ".join(kept)
