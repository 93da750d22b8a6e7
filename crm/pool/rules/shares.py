"""Spreading the leads of a desk over colleagues. Pure."""

from collections.abc import Iterable, Mapping


def spread(leads: Iterable[int], loads: Mapping[int, int]) -> dict[int, int]:
    """For each lead the colleague who gets it: always the lightest desk, counting what it is given here.

    `loads` are the open leads of each receiver; nobody to give to gives nothing.
    """
    weights = dict(loads)
    given: dict[int, int] = {}
    for lead in leads if weights else ():
        lightest = min(weights, key=lambda one: (weights[one], one))
        given[lead] = lightest
        weights[lightest] += 1
    return given
