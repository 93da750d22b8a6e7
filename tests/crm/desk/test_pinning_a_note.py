"""One note of a lead stands above its timeline until another takes its place or it is unpinned."""

import pytest
from bs4 import BeautifulSoup

from crm.leads.errors import LeadIsInPool, NoSuchNote
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads, pins, undo
from crm.pool.services import pool
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def note(lead, zhong):
    return leads.note(lead.pk, text="财务在四楼\n周五不办公", by=zhong.user)


def page_of(client, lead):
    return BeautifulSoup(client.get(f"/desk/leads/{lead.pk}/").text, "html.parser")


def press(client, form):
    button = form.button
    sent = {field["name"]: field["value"] for field in form.select("input")} | {button["name"]: button["value"]}
    return client.post(form["action"], sent, headers=HTMX)


def pinned(lead):
    return Lead.objects.get(pk=lead.pk).pinned_id


def test_a_note_is_pinned_and_unpinned_where_it_stands(as_zhong, lead, note, zhong):
    assert not page_of(as_zhong, lead).select_one("#pinned")
    answer = BeautifulSoup(
        press(as_zhong, page_of(as_zhong, lead).select_one(".timeline .pin-form")).text, "html.parser"
    )
    assert "财务在四楼" in answer.select_one("#pinned").text
    assert "钟老师" in answer.select_one("#pinned").text
    assert answer.select_one("#pinned").find_next(id="timeline")
    assert answer.select_one(".timeline .badge-gold")

    answer = press(as_zhong, page_of(as_zhong, lead).select_one("#pinned .pin-form"))
    assert 'id="pinned"' not in answer.text
    assert Activity.objects.get(pk=note.pk).text == note.text


def test_another_note_takes_its_place_and_undo_puts_it_back(lead, note, zhong):
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, note="要发票", by=zhong.user)
    call = Activity.objects.get(kind=Kind.CALLED)
    pins.pin(lead.pk, note_id=note.pk, by=zhong.user)
    _lead, replaced = pins.pin(lead.pk, note_id=call.pk, by=zhong.user)
    assert pinned(lead) == call.pk

    undo.undo(replaced.pk, by=zhong.user)
    assert pinned(lead) == note.pk


def test_a_note_unpinned_is_put_back_by_undo(as_zhong, lead, note, zhong):
    pins.pin(lead.pk, note_id=note.pk, by=zhong.user)
    as_zhong.post(f"/desk/leads/{lead.pk}/unpin/", {"note_id": note.pk})
    page = page_of(as_zhong, lead)
    assert pinned(lead) is None
    as_zhong.post(page.select_one("[data-undo]").find_parent("form")["action"])

    assert pinned(lead) == note.pk


def test_what_stands_already_writes_nothing(lead, note, zhong):
    pins.pin(lead.pk, note_id=note.pk, by=zhong.user)
    other = leads.note(lead.pk, text="要发票", by=zhong.user)
    before = Activity.objects.count()

    assert pins.pin(lead.pk, note_id=note.pk, by=zhong.user)[1] is None
    assert pins.unpin(lead.pk, note_id=other.pk, by=zhong.user)[1] is None
    assert Activity.objects.count() == before
    assert pinned(lead) == note.pk


def test_only_a_note_of_the_lead_is_pinned(as_zhong, lead, zhong):
    elsewhere = leads.note(LeadFactory(owner=zhong).pk, text="别处", by=zhong.user)
    asked = Activity.objects.get(lead=lead, kind=Kind.ASKED)

    for wrong in (elsewhere.pk, asked.pk, 0, "x", ""):
        answer = as_zhong.post(f"/desk/leads/{lead.pk}/pin/", {"note_id": wrong}, headers=HTMX)
        assert answer.status_code == 422
        assert "form-errors" in answer.text
    with pytest.raises(NoSuchNote):
        pins.pin(lead.pk, note_id=elsewhere.pk, by=zhong.user)
    assert pinned(lead) is None


def test_in_the_pool_the_note_stands_and_cannot_be_changed(as_zhong, lead, note, zhong):
    pins.pin(lead.pk, note_id=note.pk, by=zhong.user)
    pool.give_back(lead.pk, by=zhong.user)
    page = page_of(as_zhong, lead)

    assert page.select_one("#pinned")
    assert not page.select(".pin-form")
    with pytest.raises(LeadIsInPool):
        pins.unpin(lead.pk, note_id=note.pk, by=zhong.user)


def test_what_was_undone_is_not_offered_for_pinning(as_zhong, lead, zhong):
    _lead, logged = leads.log_call(lead.pk, outcome=Outcome.INTERESTED, note="要发票", by=zhong.user)
    undo.undo(logged.pk, by=zhong.user)

    assert not page_of(as_zhong, lead).select(".pin-form")
