"""How the desk says times, and what it prints many times on a page."""

from collections.abc import Iterable

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString

from crm.screens import desk as screens
from crm.screens.desk import Clock, Line, Row
from kit.fragments import NOTHING, Fragments, Pieces
from kit.templatetags.icons import drawing

register = template.Library()

register.filter("short", screens.short)

PIECES = Fragments(
    row="crm/_inbox_row.html",
    clock="crm/_clock.html",
    ticking="crm/_clock_ticking.html",
    badge="crm/_badge.html",
    line="crm/_timeline_line.html",
    day="crm/_timeline_day.html",
    card="crm/_timeline_card.html",
    state="crm/_timeline_state.html",
)
CURRENT = SafeString('aria-current="true"')
OUT_OF_BAND = SafeString('hx-swap-oob="true"')


@register.simple_tag
def inbox_rows(rows: Iterable[Row], *, in_place: bool = False) -> SafeString:
    """The rows of the list; `in_place` ones come with another pane and take the place of what the list shows."""
    say, swap = PIECES.now(), OUT_OF_BAND if in_place else NOTHING
    return _joined(_row(say, row, swap=swap) for row in rows)


@register.simple_tag
def clock_badge(clock: Clock | None) -> SafeString:
    """A lead's clock; the browser counts on while it shows minutes."""
    return _clock(PIECES.now(), clock)


@register.simple_tag
def timeline_lines(lines: Iterable[Line]) -> SafeString:
    """The lines of a diary, a heading wherever the day changes."""
    say = PIECES.now()
    return _joined(_line(say, line) for line in lines)


def _clock(say: Pieces, clock: Clock | None) -> SafeString:
    if clock is None:
        return NOTHING
    ticking = say["ticking"](due=clock.due) if clock.due else NOTHING
    return say["clock"](badge=clock.badge, words=clock.words, ticking=ticking)


def _row(say: Pieces, row: Row, *, swap: SafeString) -> SafeString:
    return say["row"](
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
        badges=_joined([_clock(say, row.clock), *(say["badge"](words=badge) for badge in row.badges)]),
    )


def _line(say: Pieces, line: Line) -> SafeString:
    return say["line"](
        day=say["day"](day=line.day) if line.day else NOTHING,
        tone=line.tone,
        icon=drawing(line.icon, 16),
        title=line.title,
        words=line.words,
        badge=say["state"](badge=line.badge, words=line.badge_words) if line.badge else NOTHING,
        time=line.time,
        card=say["card"](words=linebreaksbr(line.card)) if line.card else NOTHING,
    )


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(pieces))
