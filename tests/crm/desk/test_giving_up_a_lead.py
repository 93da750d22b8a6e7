"""Why a lead is lost: a usual reason by its button, own words, or both; kept in the language of the site."""

import pytest

from crm.leads.models import Lead
from crm.leads.rules.lost_reasons import LostReason
from crm.leads.rules.stages import Stage

pytestmark = pytest.mark.django_db


def give_up(client, lead, **reason):
    return client.post(f"/desk/leads/{lead.pk}/advance/", {"to": Stage.LOST, **reason})


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_reason_is_kept_in_the_language_of_the_site(as_zhong, lead, language):
    as_zhong.cookies["django_language"] = language
    give_up(as_zhong, lead, usual_reason="budget")

    assert Lead.objects.get(pk=lead.pk).lost_reason == "预算不够"


@pytest.mark.parametrize("usual", LostReason)
def test_every_usual_reason_leaves_room_for_own_words(as_zhong, lead, usual):
    give_up(as_zhong, lead, usual_reason=usual, lost_reason="改" * 80)

    assert Lead.objects.get(pk=lead.pk).lost_reason.endswith(" · " + "改" * 80)


@pytest.mark.parametrize(
    "reason", [{"usual_reason": "x" * 39}, {"usual_reason": "预算不够"}, {"lost_reason": "x" * 121}]
)
def test_another_reason_is_refused_in_words(as_zhong, lead, reason):
    answer = give_up(as_zhong, lead, **({"lost_reason": "x" * 80} | reason))

    assert answer.status_code == 422
    assert "form-errors" in answer.text
    assert Lead.objects.get(pk=lead.pk).stage != Stage.LOST
