"""Spreading leads over colleagues."""

from collections.abc import Iterable, Mapping


def spread(leads: Iterable[int], loads: Mapping[int, int]) -> dict[int, int]:
    """The colleague who gets each lead: always the one with the fewest, counting those given here.

    `loads` are the numbers of open leads by receiver; without receivers the result is empty.
    """
    weights = dict(loads)
    given: dict[int, int] = {}
    for lead in leads if weights else ():
        lightest = min(weights, key=lambda receiver: (weights[receiver], receiver))
        given[lead] = lightest
        weights[lightest] += 1
    return given
