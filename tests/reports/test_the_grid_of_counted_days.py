from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.blocks import SPANS, beginning, halves

DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(DAYS, st.sampled_from(SPANS))
def test_every_day_lies_in_one_block_of_each_size(day, span):
    begins = beginning(day, span)

    assert begins <= day < begins + timedelta(days=span)
    assert beginning(begins, span) == begins
    assert beginning(begins + timedelta(days=span), span) == begins + timedelta(days=span)


@given(DAYS, st.sampled_from(SPANS[1:]))
def test_a_block_is_two_blocks_of_the_size_below(day, span):
    begins = beginning(day, span)
    first, second = halves(begins, span)

    assert [beginning(one, span // 2) for one in (first, second)] == [begins, begins + timedelta(days=span // 2)]
