"""Geometry of charts as SVG attributes: no script, no style attribute, the same picture on screen and on paper.

Everything a template prints is text already: a number would be localised anew at each of a thousand places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle of a stacked column as a path's `d`; `series` is its class."""

    series: str
    d: str


@dataclass(frozen=True, slots=True)
class Column:
    """A stack with the label under it (empty where there is no room) and what a pointer reads."""

    bars: tuple[Bar, ...]
    middle: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A grid line: its height on the drawing and the number it stands for."""

    y: str
    value: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A chart of stacked columns on a drawing of `width` by `height` units."""

    width: str
    height: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


FOOT = 24
LEFT = 32
GRID_LINES = 4
MOST_LABELS = 12


def stack(
    labels: Sequence[str],
    series: Sequence[Sequence[int]],
    *,
    names: Sequence[str],
    spans: Sequence[str] = (),
    width: int = 640,
    height: int = 220,
) -> Stack:
    """Stacked columns: `series[s][i]` is the number of series `s` at label `i`.

    `spans` say what a label stands for where a pointer rests on its column; without them the label says it itself.
    """
    totals = [sum(numbers) for numbers in zip(*series, strict=True)]
    step = max(1, ceil(max(totals, default=0) / GRID_LINES))
    top = step * GRID_LINES
    floor, room = height - FOOT, height - FOOT - 8
    pitch = (width - LEFT) / max(1, len(labels))
    every = ceil(len(labels) / MOST_LABELS) or 1
    columns = []
    for index, (label, span) in enumerate(zip(labels, spans or labels, strict=True)):
        x, y, bars = LEFT + index * pitch + pitch * 0.15, float(floor), []
        for place, numbers in enumerate(series):
            tall = numbers[index] / top * room
            y -= tall
            if tall:
                wide = pitch * 0.7
                bars.append(Bar(f"series-{place + 1}", f"M{x:.2f} {y:.2f}h{wide:.2f}v{tall:.2f}h{-wide:.2f}z"))
        values = ", ".join(f"{name} {numbers[index]}" for name, numbers in zip(names, series, strict=True))
        columns.append(
            Column(
                tuple(bars),
                f"{x + pitch * 0.35:.2f}",
                "" if index % every else label,
                f"{span}: {totals[index]} ({values})",
            )
        )
    lines = tuple(
        Line(f"{floor - number / GRID_LINES * room:.2f}", str(number * step)) for number in range(GRID_LINES + 1)
    )
    return Stack(str(width), str(height), tuple(columns), lines)


def sparkline(numbers: Sequence[float], *, width: int = 96, height: int = 32) -> str:
    """The points of a polyline through the numbers, as SVG's `points`; empty for fewer than two."""
    if len(numbers) < 2:  # noqa: PLR2004  (a line needs two ends)
        return ""
    top = max(numbers) or 1
    pitch = width / (len(numbers) - 1)
    return " ".join(
        f"{index * pitch:.1f},{height - 2 - number / top * (height - 4):.1f}" for index, number in enumerate(numbers)
    )


def funnel_steps(numbers: Sequence[int], *, width: int = 200, height: int = 44) -> list[str]:
    """A trapezium a step as SVG's `points`; each is as wide at its top as its own share of the first number."""
    first = max(1, numbers[0] if numbers else 1)
    wide = [max(0.16, number / first) * width for number in numbers]
    shapes = []
    for index, top in enumerate(wide):
        bottom = wide[index + 1] if index + 1 < len(wide) else top * 0.9
        left, low = (width - top) / 2, (width - bottom) / 2
        shapes.append(f"{left:.1f},0 {left + top:.1f},0 {low + bottom:.1f},{height} {low:.1f},{height}")
    return shapes
