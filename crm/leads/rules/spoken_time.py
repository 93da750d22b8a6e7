"""A time as people say it, in Chinese or English: “周四下午”, “3天后 发方案”, “thu 14:00”."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from consultants.rules.duty import Window
from kit.clock import instant, local
from kit.text import plain

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# A day that is counted in days, weeks or months moves to the next day of duty, if one comes within so many days.
MOST_MOVED = 10
FARTHEST_DAYS = 731
MORNING = time(9, 0)
NOON = 12
# “三点” is in the afternoon, because no call is planned before this hour.
FIRST_CALL = 8
# Where a part of the day begins for a call, and between which hours duty may move it.
PARTS = {
    "morning": (time(9, 30), time(6, 0), time(12, 0)),
    "noon": (time(12, 0), time(11, 30), time(14, 0)),
    "afternoon": (time(14, 30), time(12, 0), time(18, 0)),
    "evening": (time(19, 0), time(17, 30), time(22, 0)),
}
PART_WORDS = {
    "早上": "morning", "上午": "morning", "早晨": "morning", "早": "morning", "中午": "noon", "下午": "afternoon",
    "傍晚": "evening", "晚上": "evening", "晚": "evening", "morning": "morning", "noon": "noon",
    "afternoon": "afternoon", "evening": "evening", "tonight": "evening",
}  # fmt: skip
NEAR_DAYS = {
    "今天": 0, "今日": 0, "今": 0, "明天": 1, "明日": 1, "明": 1, "大后天": 3, "后天": 2, "today": 0, "tonight": 0,
    "tomorrow": 1, "tmr": 1, "day after tomorrow": 2,
}  # fmt: skip
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6} | {
    str(n): n - 1 for n in range(1, 8)
}
ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
NUMBER = r"(\d{1,4}|[一二两三四五六七八九十]{1,3})"
BARE_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)[一二三四五六日天1-7]|(?:{'|'.join(ENGLISH_DAYS)})")
CUT_TIME = re.compile(r"\s*\d+\s*[:点时]")
GAP = r"\s*[,，、的在]?\s*"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was understood: when, what is to be done then, and whether that is in duty (None: no duty is known)."""

    due_at: datetime
    what: str
    is_on_duty: bool | None


def understood(words: str, *, at: datetime, duty: Sequence[Window]) -> Spoken | None:
    """The time with which a sentence begins, seen from `at`; what follows is what is to be done. None without one.

    `duty` are the coming windows of the one who calls, in order. A day that is counted (“3天后”) or the end of a month
    moves to a day of duty, and a part of a day to where duty begins in it; a day or a time that is named stays.
    """
    text = plain(words).lower()
    if found := _length(text):
        return _spoken((at + found[0]).replace(second=0, microsecond=0), text, found[1], at, duty)
    day, rest = _day(text, local(at).date(), duty) or (None, text)
    part, rest = _part(rest)
    clock, rest = _clock(rest, part)
    if day is None and part is None and clock is None:
        return None
    wanted = _instant(day or local(at).date(), part, clock, duty)
    if wanted <= at and (day is None or BARE_WEEKDAY.match(text)):
        days = 7 if day else 1
        wanted = _instant(local(wanted).date() + days * DAY, part, clock, duty)
    elif wanted <= at and day == local(at).date() and part is None and clock is None:
        wanted = (at + HOUR).replace(second=0, microsecond=0)  # “今天”, when the morning is over
    return _spoken(wanted, text, rest, at, duty)


def _spoken(due_at: datetime, text: str, rest: str, at: datetime, duty: Sequence[Window]) -> Spoken | None:
    if not at < due_at <= at + FARTHEST_DAYS * DAY or CUT_TIME.match(rest):
        return None
    if re.match("[0-9a-z]{2}", text[len(text) - len(rest) - 1 :] if rest else ""):
        return None  # in the midst of a word
    is_known = bool(duty) and due_at <= duty[-1].ends_at
    what = rest.strip(" ,，、。.;；:：-·")
    return Spoken(due_at, what, any(window.contains(due_at) for window in duty) if is_known else None)


def _length(text: str) -> tuple[timedelta, str] | None:
    """A wait in hours or minutes."""
    units = {"小时": 60, "钟头": 60, "分钟": 1, "hour": 60, "hr": 60, "h": 60, "minute": 1, "min": 1}
    chinese = re.match(rf"(半|{NUMBER})\s*个?\s*(半)?(小时|钟头|分钟)(?:之?后|以后)", text)
    if chinese:
        count = 0.5 if chinese[1] == "半" else _number(chinese[1]) + (0.5 if chinese[3] else 0)
        return timedelta(minutes=round(count * units[chinese[4]])), text[chinese.end() :]
    english = re.match(r"in (\d{1,3}|half an|an?) (hour|hr|h|minute|min)s?\b", text)
    if english:
        count = 0.5 if english[1] == "half an" else int(english[1]) if english[1].isdigit() else 1
        return timedelta(minutes=round(count * units[english[2]])), text[english.end() :]
    return None


def _day(text: str, today: date, duty: Sequence[Window]) -> tuple[date, str] | None:
    """The day with which the text begins, and what follows."""
    for read in (_near, _counted, _weekday, _dated, _in_month):
        for day, is_counted, rest in read(text, today):
            step = -DAY if read is _in_month and day.day > 1 else DAY
            behind = re.sub(r"^\s*(?:周|星期)[一二三四五六日天]", "", rest) if read is _dated else rest
            return (_on_duty(day, step, duty, today) if is_counted else day), behind
    return None


# A day, whether it was counted, and what follows.
Found = Iterator[tuple[date, bool, str]]


def _near(text: str, today: date) -> Found:
    for word in sorted(NEAR_DAYS, key=len, reverse=True):
        if text.startswith(word) and (len(word) > 1 or text[1:2] in "早晚"):
            # “tonight” and “今晚” are a part of the day too.
            yield today + NEAR_DAYS[word] * DAY, False, text if word == "tonight" else text[len(word) :]


def _counted(text: str, today: date) -> Found:
    chinese = re.match(rf"{NUMBER}\s*个?\s*(天|日|周|星期|礼拜|月)(?:之?后|以后)", text)
    english = re.match(r"in (\d{1,3}|an?) (day|week|month)s?\b", text)
    if found := chinese or english:
        count = _number(found[1]) if found[1] not in {"a", "an"} else 1
        yield _later(today, count, found[2]), True, text[found.end() :]


def _later(today: date, count: int, unit: str) -> date:
    if unit in {"月", "month"}:
        year, month = divmod(today.year * 12 + today.month - 1 + min(count, 24), 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    days = count * (7 if unit in {"周", "星期", "礼拜", "week"} else 1)
    return today + min(days, FARTHEST_DAYS) * DAY


def _weekday(text: str, today: date) -> Found:
    monday = today - today.weekday() * DAY
    chinese = re.match(r"(下+|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])", text)
    english = re.match(r"(next |this )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", text)
    if chinese:
        number, which, end = WEEKDAYS[chinese[2]], chinese[1] or "", chinese.end()
    elif english:
        number, end = ENGLISH_DAYS.index(english[2]), english.end()
        which = {"next ": "下", "this ": "本"}.get(english[1] or "", "")
    else:
        if weekend := re.match(r"(下+|本|这)?个?周末|(?:this |next )?weekend\b", text):
            weeks = (weekend[1] or "").count("下") + weekend[0].startswith("next")
            saturday = monday + (7 * weeks + 5) * DAY
            yield max(saturday, today), False, text[weekend.end() :]
        elif week := re.match(r"(下+)个?(?:周|星期|礼拜)|next week\b", text):
            yield monday + 7 * len(week[1] or "下") * DAY, True, text[week.end() :]
        return
    day = monday + number * DAY
    if which.startswith("下"):
        day += 7 * len(which) * DAY
    elif not which and day < today:
        day += 7 * DAY
    yield day, False, text[end:]


def _dated(text: str, today: date) -> Found:
    whole = re.match(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})[日号]?", text)
    short = re.match(r"(\d{1,2})[-/](\d{1,2})(?![\d:])", text) or re.match(rf"{NUMBER}月{NUMBER}[日号]?", text)
    english = re.match(r"([a-z]{3})[a-z]* (\d{1,2})\b(?!:)", text)
    alone = re.match(rf"(下个?月)?{NUMBER}[日号](?!后|之后|以后)", text)
    if whole:
        yield from _valid(int(whole[1]), int(whole[2]), int(whole[3]), text[whole.end() :])
    elif short:
        yield from _next(today, _number(short[1]), _number(short[2]), text[short.end() :])
    elif english and english[1] in ENGLISH_MONTHS:
        yield from _next(today, ENGLISH_MONTHS.index(english[1]) + 1, int(english[2]), text[english.end() :])
    elif alone:
        number = _number(alone[2])
        year, month = divmod(today.year * 12 + today.month - 1 + bool(alone[1] or number < today.day), 12)
        yield from _valid(year, month + 1, number, text[alone.end() :])


def _next(today: date, month: int, day: int, rest: str) -> Found:
    """The next such day of the calendar."""
    for year in range(today.year, today.year + 3):
        for found in _valid(year, month, day, rest):
            if found[0] >= today:
                yield found
                return


def _valid(year: int, month: int, day: int, rest: str) -> Found:
    try:
        yield date(year, month, day), False, rest
    except ValueError:
        return


def _in_month(text: str, today: date) -> Found:
    found = re.match(r"(本|这|下)?个?月(初|中|底)|end of (?:the |next )?month\b", text)
    if not found:
        return
    is_next = found[1] == "下" or "next" in found[0]
    for later in range(int(is_next), int(is_next) + 2):
        year, month = divmod(today.year * 12 + today.month - 1 + later, 12)
        last = monthrange(year, month + 1)[1]
        day = date(year, month + 1, {"初": 1, "中": 15}.get(found[2] or "", last))
        if day > today:
            yield day, True, text[found.end() :]
            return


def _part(text: str) -> tuple[str | None, str]:
    text = re.sub(f"^{GAP}", "", text)
    for word in sorted(PART_WORDS, key=len, reverse=True):
        if text.startswith(word):
            return PART_WORDS[word], text[len(word) :]
    return None, text


def _clock(text: str, part: str | None) -> tuple[time | None, str]:
    """A time of day; after “下午” or before eight without a part of the day, the afternoon is meant."""
    text = re.sub(rf"^(?:{GAP}|at\b|\s)+", "", text)
    digits = re.match(r"(\d{1,2}):(\d{2})(?!\d)\s*(am|pm)?|(\d{1,2})\s*(am|pm)\b", text)
    chinese = re.match(rf"{NUMBER}[点时](半|一刻|三刻|{NUMBER}分?)?", text)
    if digits:
        hour, minute, half = int(digits[1] or digits[4]), int(digits[2] or 0), digits[3] or digits[5]
        hour = hour % 12 + 12 * (half == "pm") if half else hour
        end, is_vague = digits.end(), False
    elif chinese:
        hour, end, is_vague = _number(chinese[1]), chinese.end(), True
        minute = {"半": 30, "一刻": 15, "三刻": 45, None: 0}.get(chinese[2], 0) or _number(chinese[3] or "0")
    else:
        return None, text
    is_later = part in {"afternoon", "evening"} or (is_vague and not part and hour < FIRST_CALL)
    if hour < NOON and (is_later or (part == "noon" and hour <= NOON // 4)):
        hour += NOON
    try:
        return time(hour, minute), text[end:]
    except ValueError:
        return None, text


def _instant(on: date, part: str | None, clock: time | None, duty: Sequence[Window]) -> datetime:
    if clock is not None:
        return instant(on, clock)
    usual, begins, ends = PARTS[part] if part else (MORNING, time(0, 0), time(23, 59))
    wanted = instant(on, usual)
    if any(window.contains(wanted) for window in duty):
        return wanted
    since, until = instant(on, begins), instant(on, ends)
    starts = (max(window.starts_at, since) for window in duty if window.ends_at > since and window.starts_at < until)
    return next(starts, wanted)


def _on_duty(day: date, step: timedelta, duty: Sequence[Window], today: date) -> date:
    """The day, or the nearest one in that direction on which there is duty; itself where none is known."""
    on_duty = {local(window.starts_at).date() for window in duty}
    near = (day + moved * step for moved in range(MOST_MOVED))
    return next((one for one in near if one in on_duty and one > today), day)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return NUMERALS.get(text, 0) if len(text) == 1 else 0
    return 10 * NUMERALS.get(tens, 1 if not tens else 0) + NUMERALS.get(ones, 0)
