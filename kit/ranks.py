"""Ranks among many numbers that lie in sorted runs: the runs are halved, never merged."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def median(runs: Sequence[Sequence[int]]) -> float | None:
    """The middle number of all runs together, or midway between the two middle ones; None where there is none."""
    total = sum(map(len, runs))
    if not total:
        return None
    lower = nth(runs, (total - 1) // 2)
    return float(lower) if total % 2 else (lower + nth(runs, total // 2)) / 2


def nth(runs: Sequence[Sequence[int]], rank: int) -> int:
    """The number with so many others before it in ascending order. Each run is sorted; raises IndexError beyond."""
    windows = [(run, 0, len(run)) for run in runs if run]
    while windows:
        # The middle of the widest window is near the middle of all that is left, so about half falls away.
        run, low, high = max(windows, key=_width)
        pivot = run[(low + high) // 2]
        firsts = [bisect_left(run, pivot, low, high) for run, low, high in windows]
        below = sum(first - low for first, (_run, low, _high) in zip(firsts, windows, strict=True))
        if rank < below:
            windows = [(run, low, cut) for cut, (run, low, _high) in zip(firsts, windows, strict=True) if cut > low]
            continue
        nexts = [bisect_right(run, pivot, low, high) for run, low, high in windows]
        passed = sum(following - low for following, (_run, low, _high) in zip(nexts, windows, strict=True))
        if rank < passed:
            return pivot
        rank -= passed
        windows = [(run, cut, high) for cut, (run, _low, high) in zip(nexts, windows, strict=True) if cut < high]
    raise IndexError(rank)


def _width(window: tuple[Sequence[int], int, int]) -> int:
    return window[2] - window[1]
