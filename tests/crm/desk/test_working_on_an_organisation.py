"""An organisation is corrected, merged and split, notes are written, contacts move; each act is undone."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from crm.leads.models import Action, Lead, Organisation, OrganisationActivity
from crm.leads.services import details, organisation_merging, undo
from crm.leads.services import organisations as service
from crm.routing.queries import active, answering
from kit import clock
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(zhong):
    """An organisation whose latest lead is 钟老师's."""
    school = Organisation.called("青禾县委党校")
    LeadFactory(owner=zhong, organisation=school, name="冯老师")
    return school


@pytest.fixture
def misspelled(zhong):
    """The same, spelled wrong, with a lead of its own."""
    other = Organisation.called("青禾县委当校")
    LeadFactory(owner=zhong, organisation=other, name="邹校长")
    return other


def send(client, act, pk, /, **body):
    return client.post(reverse(f"desk:organisation-{act}", args=[pk]), body)


def facts(school, **changed):
    return {"name": school.name, "region": school.region, "keeper": "", "seen": 0} | changed


def undone(client):
    activity = OrganisationActivity.objects.latest("pk")
    return client.post(reverse("desk:organisation-undo", args=[activity.pk]), follow=True)


def test_name_and_region_change_and_the_old_name_leads_there(as_zhong, school):
    answer = send(as_zhong, "change", school.pk, **facts(school, name="青禾党校", region="江西 青禾县"))

    assert answer.status_code == 302
    school.refresh_from_db()
    assert (school.name, school.region) == ("青禾党校", "江西 青禾县")
    assert Organisation.called("青禾县委党校") == school
    undone(as_zhong)
    school.refresh_from_db()
    assert (school.name, school.region) == ("青禾县委党校", "")
    assert Organisation.objects.count() == 1


def test_a_form_that_came_too_late_shows_what_stands_there(as_zhong, school, manager):
    service.change(school.pk, name=school.name, region="江西", keeper=None, by=manager)
    answer = send(as_zhong, "change", school.pk, **facts(school, region="湖南"))

    assert answer.status_code == 422
    assert 'value="湖南"' in answer.text
    assert "江西" in answer.text
    assert Organisation.objects.get(pk=school.pk).region == "江西"


def test_a_name_of_another_organisation_is_refused_and_kept(as_zhong, school, misspelled):
    answer = send(as_zhong, "change", school.pk, **facts(school, name=misspelled.name))
    assert (answer.status_code, misspelled.name in answer.text) == (422, True)
    assert send(as_zhong, "name-add", school.pk, name=misspelled.name).status_code == 422


def test_another_spelling_leads_to_the_organisation(as_zhong, school):
    send(as_zhong, "name-add", school.pk, name="青禾党校")

    assert Organisation.called("青禾党校") == school
    assert answering.owner_of_organisation("青禾党校", active.rules(clock.now()), clock.now()) is not None
    found = as_zhong.get(reverse("desk:organisation-list"), {"q": "青禾党校"})
    assert [one.text for one in BeautifulSoup(found.text, "html.parser").select("td a")] == [school.name]
    undone(as_zhong)
    assert Organisation.called("青禾党校") != school


def test_who_sees_it_writes_a_note_and_does_no_more(client, school, qian):
    client.force_login(qian.user)
    send(client, "note", school.pk, text="开票用全称")

    page = client.get(school.get_absolute_url()).text
    assert "开票用全称" in page
    assert 'id="facts"' not in page
    for name, body in {"change": facts(school), "name-add": {"name": "青"}, "merge": {"other": school.pk}}.items():
        assert send(client, name, school.pk, **body).status_code in {403, 404}
    undone(client)
    assert "开票用全称" not in client.get(school.get_absolute_url()).text


def test_a_merge_takes_leads_names_and_notes_along(as_zhong, school, misspelled, zhong):
    service.note(misspelled.pk, text="付款约二十天", by=zhong.user)
    preview = as_zhong.get(reverse("desk:organisation-merge", args=[school.pk]), {"other": misspelled.pk})
    assert misspelled.name in preview.text
    send(as_zhong, "merge", school.pk, other=misspelled.pk)

    page = as_zhong.get(reverse("desk:organisation", args=[misspelled.pk]), follow=True)
    assert page.redirect_chain[-1][0] == school.get_absolute_url()
    assert "邹校长" in page.text
    assert "付款约二十天" in page.text
    assert Organisation.called("青禾县委当校") == school
    undone(as_zhong)
    assert Organisation.called("青禾县委当校") == misspelled
    assert Lead.objects.get(name="邹校长").organisation == misspelled


def test_a_form_from_before_a_merge_came_too_late(as_zhong, school, misspelled, manager):
    service.change(misspelled.pk, name=misspelled.name, region="江西", keeper=None, by=manager)
    send(as_zhong, "merge", school.pk, other=misspelled.pk)
    assert send(as_zhong, "change", school.pk, **facts(school)).status_code == 422
    assert Organisation.objects.get(pk=school.pk).region == "江西"


def test_any_search_for_the_other_one_is_answered(as_zhong, school):
    assert as_zhong.get(reverse("desk:organisation-merge", args=[school.pk]), {"q": "\0"}).status_code == 200


def test_a_split_gives_back_what_still_stands_there(as_zhong, school, misspelled, zhong, manager):
    moved = LeadFactory(owner=zhong, organisation=misspelled)
    organisation_merging.merge(school.pk, other_id=misspelled.pk, by=manager)
    elsewhere = Organisation.called("云岭区教育局")
    Lead.objects.filter(pk=moved.pk).update(organisation=elsewhere)
    later = LeadFactory(owner=zhong, organisation=school)
    third = Organisation.called("第三中学")
    merged = organisation_merging.merge(third.pk, other_id=school.pk, by=manager)
    assert send(as_zhong, "split", third.pk, other=misspelled.pk).status_code == 422

    organisation_merging.split(school.pk, by=manager)
    assert merged.data["names"] == [misspelled.pk]
    send(as_zhong, "split", school.pk, other=misspelled.pk)
    of = lambda lead: Lead.objects.get(pk=lead.pk).organisation  # noqa: E731
    assert (of(moved), of(later)) == (elsewhere, school)
    assert Lead.objects.get(name="邹校长").organisation == misspelled


def test_what_is_undone_after_a_merge_follows_it(school, misspelled, zhong, manager):
    lead = Lead.objects.get(name="邹校长")
    _lead, action = details.change(lead.pk, name="theme", to="党史", was="", by=zhong.user)
    organisation_merging.merge(school.pk, other_id=misspelled.pk, by=manager)
    undo.undo(action.pk, by=zhong.user)

    assert Lead.objects.get(pk=lead.pk).organisation == school


def test_a_contact_moves_with_all_leads_and_back(as_zhong, school, zhong):
    lead = Lead.objects.get(name="冯老师")
    past = {"stage": "lost", "lost_reason": "预算", "next_step_at": None}
    LeadFactory(owner=zhong, organisation=school, phone=lead.phone, asked_at=clock.now() - timedelta(days=400), **past)
    send(as_zhong, "contact-move", school.pk, lead=lead.pk, organisation="云岭区教育局")

    assert Organisation.called("云岭区教育局").leads.count() == 2
    as_zhong.post(f"/desk/actions/{Action.objects.get().pk}/undo/")
    assert school.leads.count() == 2
    assert send(as_zhong, "contact-move", school.pk, lead=0, organisation="云岭").status_code == 422


def test_a_note_is_undone_by_its_writer_within_minutes(client, school, zhong, qian):
    note = service.note(school.pk, text="旧", by=zhong.user, at=clock.now() - timedelta(minutes=11))
    there = reverse("desk:organisation-undo", args=[note.pk])
    client.force_login(qian.user)
    assert client.post(there).status_code == 404
    client.force_login(zhong.user)
    client.post(there)
    assert OrganisationActivity.objects.get().undone_at is None
