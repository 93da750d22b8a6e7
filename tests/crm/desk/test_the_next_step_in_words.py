"""A call, its note and the next step in words are saved as one act; the words are read back in duty days."""

from datetime import timedelta

import pytest

from crm.leads.models import Action, Activity, Kind, Task
from crm.leads.rules.outcomes import Outcome, next_step_after
from crm.leads.services import undo
from kit import clock
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(zhong):
    return LeadFactory(owner=zhong)


@pytest.fixture
def post(as_zhong, lead):
    def send(verb, **sent):
        return as_zhong.post(f"/desk/leads/{lead.pk}/{verb}/", sent, headers={"HX-Request": "true"})

    return send


def day_after(days):
    return (clock.today() + timedelta(days=days)).strftime("%Y-%m-%d")


def test_outcome_note_and_next_step_are_one_act(post, lead, zhong):
    before = lead.next_step_at
    sent = post("call", outcome="interested", note="会后定人数", words=f"{day_after(9)} 14:00 发方案")

    assert sent.status_code == 200
    lead.refresh_from_db()
    assert (clock.local(lead.next_step_at).strftime("%Y-%m-%d %H:%M"), lead.next_step_note) == (
        f"{day_after(9)} 14:00",
        "发方案",
    )
    assert Task.objects.planned().get(lead=lead).due_at == lead.next_step_at
    line = Activity.objects.get(kind=Kind.CALLED)
    assert (line.text, "下一步" in sent.text) == ("会后定人数", True)

    undo.undo(Action.objects.get().pk, by=zhong.user)
    lead.refresh_from_db()
    assert lead.next_step_at == before


def test_without_words_the_usual_step_follows(post, lead):
    at = clock.now()
    post("call", outcome="wants_proposal")

    lead.refresh_from_db()
    assert lead.next_step_at == next_step_after(Outcome.WANTS_PROPOSAL, at)


def test_words_that_name_no_time_write_nothing_and_stay(post, lead):
    refused = post("call", outcome="interested", note="会后定人数", words="嗯")

    assert refused.status_code == 422
    assert "没看懂时间" in refused.text
    assert 'value="嗯"' in refused.text
    assert "会后定人数" in refused.text
    assert not Activity.objects.filter(kind=Kind.CALLED).exists()


def test_a_wrong_number_needs_no_next_step(post, lead):
    assert post("call", outcome="wrong_number", words="嗯").status_code == 200
    lead.refresh_from_db()
    assert lead.next_step_at is None


def test_the_next_step_alone_is_planned_in_words(post, lead):
    assert post("next-step", words=f"{day_after(5)} 10:00 问预算").status_code == 200
    lead.refresh_from_db()
    assert lead.next_step_note == "问预算"

    refused = post("next-step", words="改天")
    assert refused.status_code == 422
    assert "没看懂时间" in refused.text
    assert post("next-step").status_code == 422


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("后天 14:00 发方案", "14:00"),
        ("后天 14:00", "值班"),
        ("后天 23:30", "那时钟老师不值班"),
        ("嗯", "没看懂，选一个时间"),
        ("", ""),
    ],
)
def test_words_are_read_back_at_once(as_zhong, lead, words, answer):
    assert answer in as_zhong.get(f"/desk/leads/{lead.pk}/when/", {"words": words}).text
