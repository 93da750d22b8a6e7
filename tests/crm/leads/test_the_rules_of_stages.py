from hypothesis import given
from hypothesis import strategies as st

from crm.leads.rules import stages
from crm.leads.rules.stages import OPEN, PATH, Stage

any_stage = st.sampled_from(list(Stage))


@given(any_stage, any_stage)
def test_only_open_leads_move_by_hand_and_never_into_enrolment(here, there):
    if stages.allows(here, there):
        assert here in OPEN
        assert there in {*OPEN, Stage.LOST}
        assert there != here


@given(st.sampled_from(OPEN))
def test_every_open_lead_can_be_lost_or_enrolled_by_registration(here):
    assert stages.allows(here, Stage.LOST)
    assert stages.allows_by_registration(here, Stage.ENROLLED)


def test_a_lead_may_go_one_step_back_but_not_two():
    assert stages.allows(Stage.PROPOSED, Stage.QUALIFIED)
    assert not stages.allows(Stage.PROPOSED, Stage.CONTACTED)


def test_only_a_cancelled_registration_brings_an_enrolled_lead_back():
    assert stages.allows_by_registration(Stage.ENROLLED, Stage.PROPOSED)
    assert not stages.allows(Stage.ENROLLED, Stage.PROPOSED)


@given(st.lists(st.sampled_from([*OPEN, Stage.LOST]), max_size=8))
def test_the_furthest_stage_never_shrinks_while_nothing_is_cancelled(way):
    here, furthest = Stage.NEW, Stage.NEW
    for there in way:
        after = stages.furthest_after(furthest, here, there)
        assert PATH.index(after) >= PATH.index(furthest)
        here, furthest = there, after
        if here == Stage.LOST:
            break


def test_a_cancelled_registration_is_not_counted_as_enrolled():
    assert stages.furthest_after(Stage.ENROLLED, Stage.ENROLLED, Stage.PROPOSED) == Stage.PROPOSED
