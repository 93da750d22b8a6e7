"""Organisations over HTTP: listed, changed, noted, merged and split."""

import pytest

from crm.leads.models import Organisation

pytestmark = pytest.mark.django_db


def test_an_organisation_is_changed_merged_and_split(as_manager):
    school, other = Organisation.called("青禾县委党校"), Organisation.called("青禾县委当校")
    there, form = f"/api/v1/organisations/{school.pk}/", "application/json"

    assert as_manager.patch(there, {"region": "江西"}, form).json()["region"] == "江西"
    assert as_manager.post(f"{there}notes/", {"text": "付款约二十天"}, form).status_code == 201
    assert as_manager.post(f"{there}merge/", {"other": other.pk}, form).status_code == 200
    assert [one["id"] for one in as_manager.get("/api/v1/organisations/", {"q": "当校"}).json()["results"]] == [
        school.pk
    ]
    assert as_manager.get(f"{there}notes/").json()[0]["text"] == "付款约二十天"
    assert as_manager.post(f"{there}split/", {"other": other.pk}, form).json()["id"] == other.pk


def test_who_does_not_look_after_it_changes_nothing(as_zhong):
    school = Organisation.called("青禾县委党校")
    there = f"/api/v1/organisations/{school.pk}/"

    assert as_zhong.get(there).status_code == 200
    assert as_zhong.patch(there, {"region": "江西"}, "application/json").status_code == 403
