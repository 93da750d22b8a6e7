"""How the desk says times, and what it prints many times on a page."""

from collections.abc import Iterable

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString, mark_safe

from crm import screens
from crm.screens import Clock, Line, Row
from kit.fragments import NOTHING, Fragment
from kit.templatetags.icons import drawing

register = template.Library()

register.filter("short", screens.short)

ROW = Fragment("crm/_inbox_row.html")
CLOCK = Fragment("crm/_clock.html")
TICKING = Fragment("crm/_clock_ticking.html")
BADGE = Fragment("crm/_badge.html")
LINE = Fragment("crm/_timeline_line.html")
DAY = Fragment("crm/_timeline_day.html")
CARD = Fragment("crm/_timeline_card.html")
STATE = Fragment("crm/_timeline_state.html")
CURRENT = mark_safe('aria-current="true"')
OUT_OF_BAND = mark_safe('hx-swap-oob="true"')


@register.simple_tag
def inbox_rows(rows: Iterable[Row], *, in_place: bool = False) -> SafeString:
    """The rows of the list; `in_place` ones come with another pane and take the place of what the list shows."""
    return _joined(_row(row, swap=OUT_OF_BAND if in_place else NOTHING) for row in rows)


@register.simple_tag
def clock_badge(clock: Clock | None) -> SafeString:
    """A lead's clock; the browser counts on while it shows minutes."""
    if clock is None:
        return NOTHING
    return CLOCK(badge=clock.badge, words=clock.words, ticking=TICKING(due=clock.due) if clock.due else NOTHING)


@register.simple_tag
def timeline_lines(lines: Iterable[Line]) -> SafeString:
    """The lines of a diary, a heading wherever the day changes."""
    return _joined(_line(line) for line in lines)


def _row(row: Row, *, swap: SafeString) -> SafeString:
    return ROW(
        pk=row.pk,
        swap=swap,
        url=row.url,
        current=CURRENT if row.is_current else NOTHING,
        tint=row.tint,
        initial=row.initial,
        name=row.name,
        organisation=row.organisation,
        asked=row.asked,
        text=row.text,
        badges=_joined([clock_badge(row.clock), *(BADGE(words=badge) for badge in row.badges)]),
    )


def _line(line: Line) -> SafeString:
    return LINE(
        day=DAY(day=line.day) if line.day else NOTHING,
        tone=line.tone,
        icon=drawing(line.icon, 16),
        title=line.title,
        words=line.words,
        badge=STATE(badge=line.badge, words=line.badge_words) if line.badge else NOTHING,
        time=line.time,
        card=CARD(words=linebreaksbr(line.card)) if line.card else NOTHING,
    )


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308  (safe pieces)
