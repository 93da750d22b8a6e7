import pytest
from django.db import IntegrityError

from consultants import queries
from consultants.models import Consultant, Speciality
from consultants.services import people

pytestmark = pytest.mark.django_db

GOOD_AT = {"programme:party-spirit-5", "region:江西", "kind:state-owned"}


def equip(consultant, slugs=GOOD_AT):
    return people.equip(consultant.pk, open_leads_at_most=40, new_leads_a_day_at_most=6, specialities=slugs)


def test_the_roster_carries_limits_and_specialities(zhong, qian, monday):
    equip(zhong)
    first, second = queries.roster(monday)

    assert (first.open_leads_at_most, first.new_leads_a_day_at_most, first.specialities) == (40, 6, GOOD_AT)
    assert (second.open_leads_at_most, second.new_leads_a_day_at_most, second.specialities) == (None, None, set())


def test_new_specialities_replace_the_old_ones(zhong):
    equip(zhong)
    equip(zhong, {"region:湖南", "region:江西"})

    assert {one.slug for one in zhong.topics.all()} == {"region:湖南", "region:江西"}


def test_a_change_is_seen_at_once_in_this_process(zhong, monday, django_capture_on_commit_callbacks):
    queries.roster(monday)
    with django_capture_on_commit_callbacks(execute=True):
        equip(zhong)

    assert queries.roster(monday)[0].specialities == GOOD_AT


@pytest.mark.parametrize("value", ["", "江 西", "江西,湖南", "a:b"])
def test_the_database_refuses_a_speciality_that_is_no_word(zhong, value):
    with pytest.raises(IntegrityError, match="consultants_speciality_value_is_one_word"):
        Speciality.objects.create(consultant=zhong, kind="region", value=value)


def test_the_database_refuses_an_unknown_or_double_kind(zhong):
    equip(zhong)
    with pytest.raises(IntegrityError, match="consultants_speciality_named_once"):
        Speciality.objects.create(consultant=zhong, kind="region", value="江西")


def test_the_database_itself_refuses_a_limit_of_nothing(zhong):
    with pytest.raises(IntegrityError, match="consultants_consultant_capacity_is_positive"):
        Consultant.objects.filter(pk=zhong.pk).update(open_leads_at_most=0)
