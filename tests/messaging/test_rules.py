"""What the room decides from values alone, for every value."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.rules import backoff, lint, outcomes, quiet_hours, receipts, segments, verdicts
from messaging.rules.receipts import State

instants = st.integers(1_577_836_800, 2_208_988_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
statuses = st.sampled_from([*receipts.RANK, "teleported"])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("中" * 70, 1),
        ("中" * 71, 2),
        ("中" * 134, 2),
        ("中" * 135, 3),
        ("a" * 69 + "中", 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("中" * 66 + "😀" + "中" * 66, 3),
    ],
)
def test_segments_are_counted_as_the_carrier_bills_them(text, count):
    assert segments.count(text) == count


@given(st.text(max_size=700), st.text(max_size=50))
def test_more_text_never_takes_fewer_segments(text, more):
    assert 1 <= segments.count(text) <= segments.count(text + more)


@given(instants)
def test_the_next_opening_is_open_and_not_in_the_past(at):
    opening = quiet_hours.next_opening(at)
    assert quiet_hours.is_open(opening)
    assert at <= opening <= at + timedelta(hours=12)
    assert (opening == at) == quiet_hours.is_open(at)


@given(instants)
def test_the_window_closes_after_it_opens(at):
    assert timedelta(0) < quiet_hours.closing(at) - quiet_hours.next_opening(at) <= timedelta(hours=12)
    assert not quiet_hours.is_open(quiet_hours.closing(at))


@pytest.mark.parametrize(("clock", "is_open"), [("08:29:59", 0), ("08:30:00", 1), ("20:29:59", 1), ("20:30:00", 0)])
def test_follow_ups_are_sent_in_the_window_only(clock, is_open):
    assert quiet_hours.is_open(datetime.fromisoformat(f"2026-11-23T{clock}+08:00")) == bool(is_open)


@given(st.sampled_from(list(State)), st.lists(statuses, max_size=8))
def test_receipts_never_lead_out_of_a_final_state_nor_back(state, words):
    seen = [state]
    for word in words:
        seen.append(receipts.advance(seen[-1], word))
    for before, after in pairwise(seen):
        assert not before.is_final or after == before
        assert after not in {State.QUEUED, State.SENDING, State.UNCERTAIN} or before == after


@given(st.permutations(["queued", "sending", "sent", "delivered"]))
def test_every_order_of_receipts_ends_the_same(words):
    state, status = State.SENDING, ""
    for word in words:
        state, status = receipts.advance(state, word), receipts.later(status, word)
    assert (state, status) == (State.DELIVERED, "delivered")


@pytest.mark.parametrize(
    ("old", "new", "later"),
    [
        ("delivered", "undelivered", "delivered"),
        ("delivered", "read", "read"),
        ("sent", "queued", "sent"),
        ("", "sent", "sent"),
    ],
)
def test_the_later_status_stays_and_the_first_of_two_final_ones(old, new, later):
    assert receipts.later(old, new) == later


@given(st.integers(100, 599))
def test_only_what_cannot_have_been_sent_is_tried_again(status):
    outcome = outcomes.of_http_error(status)
    if status >= 500 or status < 400 or status == 408:
        assert isinstance(outcome, outcomes.Unknown)
    else:
        assert isinstance(outcome, outcomes.Refused | outcomes.Paused)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_waiting_grows_to_a_quarter_of_an_hour_and_no_further(attempts, chance):
    assert timedelta(0) <= backoff.delay(attempts, chance) <= timedelta(minutes=15)
    assert backoff.delay(attempts, 1.0) <= backoff.delay(attempts + 1, 1.0)


@given(instants, st.timedeltas(timedelta(days=-2), timedelta(days=2)), st.booleans(), st.booleans())
def test_nothing_departs_too_late_or_at_night_or_to_a_landline(at, left, is_mobile, keeps_quiet_hours):
    verdict = verdicts.judge(at, expires_at=at + left, is_mobile=is_mobile, keeps_quiet_hours=keeps_quiet_hours)
    match verdict:
        case verdicts.Go(valid_for):
            assert is_mobile
            assert timedelta(0) < valid_for <= left
            assert not keeps_quiet_hours or quiet_hours.is_open(at)
            assert not keeps_quiet_hours or at + valid_for <= quiet_hours.closing(at)
        case verdicts.Wait(until):
            assert keeps_quiet_hours
            assert at < until < at + left
        case verdicts.TooLate():
            assert left <= timedelta(0) or keeps_quiet_hours
        case verdicts.Unreachable():
            assert not is_mobile


@given(st.text(max_size=200))
def test_a_strangers_word_brings_no_complaint_into_a_text(word):
    text = f"【井冈山培训】{lint.harmless(word)}您好"
    assert not {"link", "telephone", "signature"} & set(lint.complaints(text))


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("王芳", "王芳"),
        ("  王　芳\r\n", "王 芳"),
        ("点 https://a.cn/?b=1 领奖", "点 领奖"),
        ("evil.top领奖", "领奖"),
        ("139【】00000000", ""),
        ("致电139【 0000 0000", "致电"),
        ("ｗｗｗ．evil．com", ""),
        ("致电139-0000-0000", "致电"),
        ("致电139 0000 0000", "致电"),
        ("【银行】王芳", "银行 王芳"),
        ("王" * 60, "王" * 24),
        ("\u202e王\u200b芳\x00", "王芳"),
    ],
)
def test_a_strangers_word_keeps_what_a_name_needs(word, left):
    assert lint.harmless(word) == left


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("【井冈山培训】详见www.example.com", "link"),
        ("【井冈山培训】请拨打18079606663", "telephone"),
        ("【井冈山培训】请拨打0796-8970353", "telephone"),
        ("【井冈山培训】红色教育开班", "topic"),
        ("您好", "signature"),
        ("【井冈山培训】【中信】您好", "signature"),
        ("【井冈山培训】" + "好" * 600, "length"),
    ],
)
def test_the_linter_names_what_a_carrier_would_refuse(text, complaint):
    assert complaint in lint.complaints(text)
