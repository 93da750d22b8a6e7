"""What the roster's pages show, ready for the templates."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultants.forms.roster import HoursForm
from consultants.models import Consultant, DutyChange
from consultants.queries import MonthPlan
from consultants.rules import hours, month
from consultants.rules.duty import Source
from consultants.rules.month import Cell, Cells, Month
from kit import clock, holidays
from kit.holidays import DayKind
from kit.templatetags.days import short_day


@dataclass(frozen=True, slots=True)
class Chip:
    """One consultant on one day; `value` is the cell a tap chooses, `note` why it is not the usual day."""

    consultant: Consultant
    value: str
    is_on: bool
    hours: str
    note: str
    mark: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the month; `gap` are the promised hours without a consultant on duty."""

    on: date
    weekday: str
    column: int
    kind: str
    festival: str
    is_past: bool
    is_today: bool
    starts_week: bool
    gap: str
    chips: list[Chip]


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """The month grid; `seen` goes with the form and comes back with it."""

    month: Month
    title: str
    rows: list[DayRow]
    seen: str
    unsaved: int
    gaps: int
    doubles: int
    is_known: bool
    changes: list[str]

    @property
    def has_today(self) -> bool:
        """Whether the month is the present one."""
        return any(row.is_today for row in self.rows)


def month_grid(
    plan: MonthPlan,
    of: Month,
    *,
    at: datetime,
    chosen: Cells | None = None,
    seen: Cells | None = None,
    changes: Mapping[Cell, str] | None = None,
) -> MonthGrid:
    """The month as it is, or as it was chosen; `seen` is what the choosing began with, else what it is now."""
    today = clock.local(at).date()
    cells = (
        plan.cells
        if chosen is None
        else {cell: text for cell, text in plan.cells.items() if cell[0] < today}
        | {cell: text for cell, text in chosen.items() if cell[0] >= today}
    )
    base = plan.cells if seen is None else seen
    rows = [_row(plan, on, cells, today, changes or {}) for on in of.days()]
    coming = [row for row in rows if not row.is_past]
    return MonthGrid(
        month=of,
        title=date_format(of.first, "YEAR_MONTH_FORMAT"),
        rows=rows,
        seen=cell_texts({cell: text for cell, text in base.items() if cell[0] >= today}),
        unsaved=len([cell for cell in month.changed(base, cells) if cell[0] >= today]),
        gaps=sum(bool(row.gap) for row in coming),
        doubles=sum(chip.mark == "double" for row in coming for chip in row.chips),
        is_known=holidays.knows(of.first.year),
        changes=[text for _cell, text in sorted((changes or {}).items())],
    )


def cell_text(cell: Cell, text: str) -> str:
    """A cell as a form carries it."""
    return f"{cell[0]:%Y-%m-%d}.{cell[1]}={text}"


def cell_texts(cells: Cells) -> str:
    """Cells as one text."""
    return "|".join(cell_text(cell, text) for cell, text in sorted(cells.items()))


def what_changed(cells: tuple[Cell, ...], plan: MonthPlan, latest: Mapping[Cell, DutyChange]) -> dict[Cell, str]:
    """A sentence for each cell that another user has changed, with the user where that was recorded."""
    names = {one.pk: one.name for one in plan.consultants}
    sentences = {}
    for cell in cells:
        line = latest.get(cell)
        sentences[cell] = _("%(date)s %(name)s: now %(hours)s%(by)s") % {
            "date": short_day(cell[0]),
            "name": names.get(cell[1], ""),
            "hours": plan.cells.get(cell, "") or _("no duty"),
            "by": f" ({line.by}, {clock.local(line.at):%H:%M})" if line else "",
        }
    return sentences


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One coming day with duty; `is_known` whether the holidays of its year are."""

    on: date
    weekday: str
    hours: str
    festival: str
    note: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A consultant as a manager sees one beside the month."""

    consultant: Consultant
    is_paused: bool
    day_count: int


OWN_DAYS = 28


def own_days(plan: MonthPlan, consultant: Consultant) -> list[OwnDay]:
    """The coming days with duty."""
    return [
        OwnDay(
            on=on,
            weekday=date_format(on, "l"),
            hours=text,
            festival=holidays.name_of(on),
            note=_("planned for this day") if plan.days[on, pk].source is Source.DATED else "",
            is_known=holidays.knows(on.year),
        )
        for (on, pk), text in sorted(plan.cells.items())
        if pk == consultant.pk
    ]


def people(plan: MonthPlan, at: datetime) -> list[Person]:
    """Every consultant with the number of duty days in the month."""
    counts = Counter(pk for _on, pk in plan.cells)
    return [Person(one, one.is_paused(at), counts[one.pk]) for one in plan.consultants]


def day(plan: MonthPlan, on: date, form: HoursForm) -> dict[str, Any]:
    """One day, consultant by consultant; the form that came back keeps what was typed."""
    typed = form.data.get("consultant") if form.errors else None
    lines = []
    for one in plan.consultants:
        text = plan.cells.get((on, one.pk), "")
        own = (
            form
            if typed == str(one.pk)
            else HoursForm(initial={"consultant": one.pk, "hours": text}, auto_id=f"{one.pk}_%s")
        )
        lines.append({"consultant": one, "hours": text, "usual": plan.usual[on, one.pk], "form": own})
    return {
        "on": on,
        "weekday": date_format(on, "l"),
        "festival": holidays.name_of(on),
        "kind": str(holidays.kind_of(on)),
        "is_past": on < clock.today(),
        "is_known": holidays.knows(on.year),
        "gap": hours.as_text(month.gaps(plan.cells, on, hours.read(settings.HOTLINE_HOURS))),
        "lines": lines,
    }


def _row(plan: MonthPlan, on: date, cells: Cells, today: date, changes: Mapping[Cell, str]) -> DayRow:
    promised = hours.read(settings.HOTLINE_HOURS)
    return DayRow(
        on=on,
        weekday=date_format(on, "D"),
        column=on.weekday() + 1,
        kind=str(holidays.kind_of(on)),
        festival=holidays.name_of(on) if holidays.kind_of(on) in {DayKind.HOLIDAY, DayKind.MADE_UP} else "",
        is_past=on < today,
        is_today=on == today,
        starts_week=on.weekday() == 0,
        gap=hours.as_text(month.gaps(cells, on, promised)),
        chips=[_chip(plan, on, one, cells, is_changed=(on, one.pk) in changes) for one in plan.consultants],
    )


def _chip(plan: MonthPlan, on: date, consultant: Consultant, cells: Cells, *, is_changed: bool) -> Chip:
    cell = (on, consultant.pk)
    text, usual, day = cells.get(cell, ""), plan.usual.get(cell, ""), plan.days[cell]
    on_leave = _is_on_leave(consultant, on)
    mark = ""
    if text and on_leave and day.source is not Source.LEAVE:
        mark = "double"
    elif on_leave:
        mark = "leave"
    elif day.source is Source.DATED:
        mark = "dated"
    planned = _("planned for this day") if text else _("off this day")
    note = {"double": _("on duty in spite of leave"), "leave": _("on leave"), "dated": planned}
    return Chip(
        consultant=consultant,
        value=cell_text(cell, text or usual),
        is_on=bool(text),
        hours=text if text and text != usual else "",
        note=note.get(mark, ""),
        mark=mark,
        is_changed=is_changed,
    )


def _is_on_leave(consultant: Consultant, on: date) -> bool:
    begin, end = clock.start_of(on), clock.end_of(on)
    return any(one.starts_at < end and one.ends_at > begin for one in consultant.absences)
