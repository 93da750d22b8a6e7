"""A browser that never heard the answer sends its form again: nothing is written twice, and the answer is the same."""

import re
import uuid
from datetime import timedelta

import pytest

from crm.leads.models import Action, Activity, Lead, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from crm.pool.services import pool
from enrollment.classes.models import ClassSession
from kit import clock
from messaging.models import Message
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def tomorrow():
    return f"{clock.local(clock.now() + timedelta(days=1)):%Y-%m-%dT%H:%M}"


FORMS = {
    "note": lambda: {"text": "对方要报价"},
    "call": lambda: {"outcome": Outcome.CALL_BACK, "note": "下午再打"},
    "advance": lambda: {"to": Stage.PROPOSED},
    "next-step": lambda: {"due_at": tomorrow(), "note": "回访"},
    "stop-plan": dict,
    "texts/send": lambda: {"template": "missed_call", "word_callback_at": "明天上午"},
}


def written():
    return [model.objects.count() for model in (Activity, Action, Message, Task)]


def shown(answer):
    """The answer without its keys and tokens, which are new each time."""
    return re.sub(r'name="(key|csrfmiddlewaretoken)"\s+value="[^"]*"', "", answer.text)


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
@pytest.mark.parametrize("verb", FORMS)
def test_the_same_form_twice_is_one_action_with_one_answer(as_zhong, lead, verb, headers):
    sent = FORMS[verb]() | {"key": str(uuid.uuid4())}
    first = as_zhong.post(f"/desk/leads/{lead.pk}/{verb}/", sent, headers=headers)
    after = written()
    again = as_zhong.post(f"/desk/leads/{lead.pk}/{verb}/", sent, headers=headers)

    assert first.status_code == again.status_code == (200 if headers else 302)
    assert written() == after
    assert shown(again) == shown(first)


def test_a_lead_is_reopened_once(as_zhong, lead, zhong):
    leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=zhong.user)
    sent = {"key": str(uuid.uuid4())}
    as_zhong.post(f"/desk/leads/{lead.pk}/reopen/", sent)
    after = written()

    assert as_zhong.post(f"/desk/leads/{lead.pk}/reopen/", sent).status_code == 302
    assert written() == after


def test_a_lead_is_handed_over_once_although_it_is_out_of_sight_then(as_zhong, lead, qian):
    sent = {"to": qian.pk, "reason": "出差", "key": str(uuid.uuid4())}
    first = as_zhong.post(f"/desk/leads/{lead.pk}/assign/", sent)
    after = written()
    again = as_zhong.post(f"/desk/leads/{lead.pk}/assign/", sent)

    assert first.url == again.url == "/desk/"
    assert written() == after


def test_other_words_with_the_same_key_are_refused_but_not_lost(as_zhong, lead):
    key = str(uuid.uuid4())
    as_zhong.post(f"/desk/leads/{lead.pk}/note/", {"text": "对方要报价", "key": key}, headers=HTMX)
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/note/", {"text": "对方不要了", "key": key}, headers=HTMX)

    assert answer.status_code == 422
    assert "对方不要了" in answer.text
    assert key not in answer.text
    assert not Activity.objects.filter(text="对方不要了").exists()


def test_a_refusal_is_not_kept_and_the_same_form_may_be_sent_again(as_zhong, lead, zhong):
    sent = {"to": Stage.PROPOSED, "key": str(uuid.uuid4())}
    Lead.objects.filter(pk=lead.pk).update(stage=Stage.PROPOSED)
    assert as_zhong.post(f"/desk/leads/{lead.pk}/advance/", sent).status_code == 422
    Lead.objects.filter(pk=lead.pk).update(stage=Stage.NEW)

    assert as_zhong.post(f"/desk/leads/{lead.pk}/advance/", sent).status_code == 302


@pytest.mark.parametrize("key", ["", "no key", "\x00"])
def test_a_form_without_a_readable_key_acts_as_ever(as_zhong, lead, key):
    assert as_zhong.post(f"/desk/leads/{lead.pk}/note/", {"text": "对方要报价", "key": key}).status_code == 302


def toasts(client, answer):
    return [(toast.message, toast.extra_tags) for toast in client.get(answer.url).context["messages"]]


@pytest.mark.parametrize("verb", ["claim", "give-back"])
def test_the_pool_is_entered_or_left_once_and_the_same_is_said_again(as_zhong, lead, qian, verb):
    if verb == "claim":
        lead = LeadFactory(owner=qian)
        pool.give_back(lead.pk, by=qian.user)
    address, sent = f"/desk/leads/{lead.pk}/{verb}/", {"key": str(uuid.uuid4())}
    first = as_zhong.post(address, sent)
    shown_before, after = toasts(as_zhong, first), written()
    again = as_zhong.post(address, sent)

    assert (first.status_code, again.status_code) == (302, 302)
    assert first.url == again.url == ("/desk/pool/" if verb == "give-back" else f"/desk/leads/{lead.pk}/")
    assert shown_before
    assert toasts(as_zhong, again) == shown_before
    assert written() == after


def test_a_claim_refused_is_not_kept(as_zhong, qian, liu):
    lead, sent = LeadFactory(owner=qian), {"key": str(uuid.uuid4())}
    pool.give_back(lead.pk, by=qian.user)
    pool.claim(lead.pk, by=liu.user)
    assert as_zhong.post(f"/desk/leads/{lead.pk}/claim/", sent).status_code == 422
    pool.give_back(lead.pk, by=liu.user)

    assert as_zhong.post(f"/desk/leads/{lead.pk}/claim/", sent).status_code == 302


def test_each_claim_on_the_page_of_the_pool_has_a_key_of_its_own(as_zhong, qian):
    for lead in LeadFactory.create_batch(2, owner=qian):
        pool.give_back(lead.pk, by=qian.user)
    forms = [form for form in as_zhong.get("/desk/pool/").text.split("<form") if "/claim/" in form.partition(">")[0]]
    keys = {form.partition('name="key" value="')[2].partition('"')[0] for form in forms}

    assert len(keys - {""}) == 2


@pytest.mark.parametrize("pooled", [False, True])
def test_every_form_that_writes_about_a_lead_carries_a_key(as_zhong, lead, pooled):
    if pooled:
        pool.give_back(lead.pk, by=None)
    page = as_zhong.get(f"/desk/leads/{lead.pk}/texts/").text

    for form in page.split("<form")[1:]:
        if f"/desk/leads/{lead.pk}/" in form.partition(">")[0] and "/reveal/" not in form.partition(">")[0]:
            assert "/keep/" in form.partition(">")[0] or 'name="key"' in form.partition("</form>")[0], form[:200]


def group(lead, seats):
    return f"/classes/leads/{lead.pk}/register/", {"session": ClassSession.objects.get().pk, "seats": seats}


def telephone_call(_lead, head_count):
    typed = {"phone": "139 0000 3333", "name": "温科长", "source": "hotline", "outcome": Outcome.INTERESTED}
    return "/desk/telephone/", typed | {"head_count": head_count}


@pytest.mark.parametrize("form", [group, telephone_call])
def test_what_opens_a_row_is_written_once_and_not_with_other_values(as_zhong, lead, form):
    ClassSessionFactory(capacity=60)
    address, sent = form(lead, "45")
    key = {"key": str(uuid.uuid4())}
    first = as_zhong.post(address, sent | key)
    said, after = toasts(as_zhong, first), written()
    again = as_zhong.post(address, sent | key)

    assert (again.status_code, again.url, toasts(as_zhong, again)) == (302, first.url, said)
    assert said
    _address, other = form(lead, "46")
    refused = as_zhong.post(address, other | key)
    assert refused.status_code == 422
    assert "其他内容" in refused.text
    assert key["key"] not in refused.text
    assert written() == after


def test_an_answer_that_was_lost_is_not_said_twice(as_zhong, lead, qian):
    sent = {"to": qian.pk, "reason": "出差", "key": str(uuid.uuid4())}
    for _ in range(2):
        as_zhong.post(f"/desk/leads/{lead.pk}/assign/", sent)

    assert as_zhong.get("/desk/").text.count("data-toast>") == 1
