"""Seats and money: what the leads of a period registered."""

from reports.rules.tally import Facet, Tally

FEN = 100


def seats_by_owner(tally: Tally) -> dict[int, int]:
    """Confirmed seats of the cohort, by the consultant who registered them."""
    return {int(consultant): seats for consultant, (seats, _fen) in tally.of(Facet.SEATS).items()}


def revenue(tally: Tally) -> int:
    """The value of the cohort's confirmed seats in whole yuan."""
    return sum(fen for _seats, fen in tally.of(Facet.SEATS).values()) // FEN
