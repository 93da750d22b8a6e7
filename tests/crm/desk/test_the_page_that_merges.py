"""Before two leads are merged, a user sees what differs, what stays and what comes along."""

import pytest
from bs4 import BeautifulSoup

from crm.leads.models import Action, Lead
from crm.leads.services import leads
from tests.factories.leads import LeadFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(zhong, lead):
    """Another lead of 钟老师."""
    return LeadFactory(owner=zhong, name="王佩芝", theme="党性教育", head_count=lead.head_count, source=lead.source)


def page(client, lead, other, **options):
    answer = client.get(f"/desk/leads/{lead.pk}/merge/{other.pk}/", **options)
    return answer, BeautifulSoup(answer.text, "html.parser")


def test_only_what_differs_is_asked(as_zhong, lead, other):
    _answer, shown = page(as_zhong, lead, other)

    assert {one["name"] for one in shown.select(".merge-choice input")} == {"name", "theme"}
    assert shown.select_one("input[name=theme][value=other]").has_attr("checked")
    assert shown.select_one("input[name=name][value=kept]").has_attr("checked")
    assert lead.phone not in shown.text


def test_the_preview_follows_the_choice(as_zhong, lead, other):
    headers = {"HX-Request": "true", "HX-Target": "merge-preview"}
    answer, shown = page(as_zhong, lead, other, query_params={"name": "other", "theme": "kept"}, headers=headers)

    assert answer.text.lstrip().startswith("<section")
    assert shown.select_one(".lead-name").text == "王佩芝"
    assert "党性教育" not in shown.select_one(".property-list").text


def test_merging_and_undoing_on_the_page(as_zhong, lead, other, zhong):
    there = f"/desk/leads/{lead.pk}/merge/{other.pk}/"
    answer = as_zhong.post(there, {"name": "other", "theme": "kept"}, follow=True)

    assert answer.redirect_chain[0][0] == f"/desk/leads/{lead.pk}/"
    assert Lead.objects.get().name == "王佩芝"
    as_zhong.post(f"/desk/actions/{Action.objects.get(kind='merge').pk}/undo/")
    assert Lead.objects.count() == 2


def test_splitting_from_the_timeline(as_zhong, lead, other):
    as_zhong.post(f"/desk/leads/{lead.pk}/merge/{other.pk}/", {})
    shown = BeautifulSoup(as_zhong.get(f"/desk/leads/{lead.pk}/").text, "html.parser")
    button = shown.select_one(".timeline button[name=other_id]")
    as_zhong.post(f"/desk/leads/{lead.pk}/split/", {"other_id": button["value"]})

    assert Lead.objects.count() == 2
    again = BeautifulSoup(as_zhong.get(f"/desk/leads/{lead.pk}/").text, "html.parser")
    assert not again.select(".timeline button[name=other_id]")
    assert as_zhong.post(f"/desk/leads/{lead.pk}/split/", {"other_id": other.pk}).status_code == 422


def test_who_does_not_see_both_merges_neither(as_zhong, lead, qian, manager, client):
    stranger = LeadFactory(owner=qian)

    assert page(as_zhong, lead, stranger)[0].status_code == 404
    assert as_zhong.post(f"/desk/leads/{lead.pk}/merge/{stranger.pk}/").status_code == 404
    client.force_login(manager)
    assert page(client, lead, stranger)[0].status_code == 200


def test_merging_over_the_api(as_zhong, lead, other):
    there = f"/api/v1/leads/{lead.pk}"
    merged = as_zhong.post(f"{there}/merge/", {"other": other.pk, "taken": ["theme"]}, content_type="application/json")
    assert (merged.status_code, merged.json()["theme"]) == (200, "党性教育")
    assert as_zhong.get(f"/api/v1/leads/{other.pk}/").status_code == 404

    split = as_zhong.post(f"{there}/split/", {"other": other.pk}, content_type="application/json")
    assert (split.status_code, split.json()["id"]) == (200, other.pk)


def test_the_page_takes_as_many_statements_for_many_entries(as_zhong, lead, other, zhong):
    def note(number):
        leads.note(other.pk, text=f"第{number}条", by=zhong.user)

    assert len(costs(note, lambda: page(as_zhong, lead, other))) == 1


def test_who_stands_in_or_sees_the_pool_merges_nothing(as_zhong, zhong, qian, lead, monday):
    taken_over = LeadFactory(owner=qian, backup=zhong)
    pooled = LeadFactory(owner=None, pooled_at=lead.asked_at, next_step_at=None, escalate_at=None)

    for other in (taken_over, pooled, lead):
        assert page(as_zhong, lead, other)[0].status_code == 404
        assert as_zhong.post(f"/desk/leads/{lead.pk}/merge/{other.pk}/", {}).status_code == 404
    body = {"other": taken_over.pk}
    assert as_zhong.post(f"/api/v1/leads/{lead.pk}/merge/", body, "application/json").status_code == 404
    assert Lead.objects.count() == 3
