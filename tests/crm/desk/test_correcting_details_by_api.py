"""Details are corrected over the API, too, and never silently overwritten."""

import pytest

from crm.leads.models import Action, Activity, Kind, Lead
from crm.leads.services import details, undo

pytestmark = pytest.mark.django_db


def patch(client, lead, **body):
    return client.patch(f"/api/v1/leads/{lead.pk}/", body, content_type="application/json")


def test_several_details_are_one_action(as_zhong, zhong, lead):
    answer = patch(as_zhong, lead, theme="廉政", head_count=60, organisation="青禾县委党校", was={"head_count": "45"})

    assert answer.status_code == 200
    said = answer.json()
    assert (said["theme"], said["head_count"], said["organisation"]) == ("廉政", 60, "青禾县委党校")
    assert Activity.objects.filter(lead=lead, kind=Kind.CHANGED).count() == 3
    undo.undo(Action.objects.get().pk, by=zhong.user)
    lead.refresh_from_db()
    assert (lead.theme, lead.head_count, lead.organisation) == ("", 45, None)


def test_a_detail_that_was_empty_may_be_null(as_zhong, lead):
    assert patch(as_zhong, lead, budget=90000, was={"budget": None}).status_code == 200


def test_a_conflict_changes_nothing(as_zhong, lead, manager):
    details.change(lead.pk, name="theme", to="廉政教育", was="", by=manager)

    answer = patch(as_zhong, lead, month="三月", theme="党性教育")

    lead.refresh_from_db()
    assert answer.status_code == 409
    assert "廉政教育" in answer.json()["detail"]
    assert (lead.theme, lead.month) == ("廉政教育", "")


@pytest.mark.parametrize(
    "body", [{"email": "wang@"}, {"head_count": 0}, {"name": ""}, {"name": "\u200b"}, {"source": "nowhere"}]
)
def test_what_cannot_be_kept_is_refused(as_zhong, lead, body):
    assert patch(as_zhong, lead, **body, was={"name": lead.name, "source": "article"}).status_code == 400


def test_a_colleague_s_lead_is_not_found(lead, qian, client):
    client.force_login(qian.user)

    assert patch(client, lead, theme="廉政").status_code == 404
    assert Lead.objects.get(pk=lead.pk).theme == ""
