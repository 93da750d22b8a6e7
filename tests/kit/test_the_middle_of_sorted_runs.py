from itertools import chain
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import ranks

RUNS = st.lists(st.lists(st.integers(-50, 50) | st.integers(), max_size=30).map(sorted), max_size=12)


@given(RUNS)
def test_each_rank_holds_the_number_that_sorting_would_put_there(runs):
    merged = sorted(chain(*runs))

    assert [ranks.nth(runs, rank) for rank in range(len(merged))] == merged


@given(st.lists(st.lists(st.integers(0, 10**12), max_size=30).map(sorted), max_size=12))
def test_the_median_is_the_median(runs):
    merged = list(chain(*runs))

    assert ranks.median(runs) == (median(merged) if merged else None)


def test_there_is_nothing_beyond_the_last_rank():
    with pytest.raises(IndexError):
        ranks.nth([[1, 2], []], 2)
