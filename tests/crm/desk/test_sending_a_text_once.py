"""A text is sent once, says when it leaves, and what may not stand in it is named where it was written."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from crm.leads.services import texts, undo
from crm.leads.services.texts import TextContent
from messaging.errors import SentAlready, TooManyWaiting
from messaging.models import Message, Purpose
from messaging.rules import lint

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HOUR = timedelta(hours=1)
OWN = TextContent(text="课程表已发到您的邮箱。")
FILLED = {"template": "arrival", "word_place": "井冈山站", "word_meet_at": "周三上午"}


@pytest.fixture
def time(lead, monday):
    Message.objects.all().delete()
    with time_machine.travel(monday + HOUR, tick=False) as traveller:
        yield traveller


def post(client, lead, verb="send", **sent):
    return client.post(f"/desk/leads/{lead.pk}/texts/{verb}/", sent, headers=HTMX)


def count():
    return Message.objects.filter(purpose=Purpose.PERSONAL).count()


def test_the_same_text_is_refused_for_two_minutes(lead, zhong, time):
    texts.send(lead.pk, OWN, by=zhong.user)
    time.shift(119)
    with pytest.raises(SentAlready):
        texts.send(lead.pk, OWN, by=zhong.user)
    time.shift(2)
    texts.send(lead.pk, OWN, by=zhong.user)


def test_a_text_taken_back_may_be_sent_again(lead, zhong, time):
    undo.undo(texts.send(lead.pk, OWN, by=zhong.user).pk, by=zhong.user)
    texts.send(lead.pk, OWN, by=zhong.user)


def test_three_texts_wait_for_one_number(lead, zhong, manager, time):
    for number, by in enumerate((zhong.user, manager, zhong.user)):
        texts.send(lead.pk, TextContent(text=f"第{number}条"), by=by)
    with pytest.raises(TooManyWaiting):
        texts.send(lead.pk, TextContent(text="再来一条"), by=zhong.user)


def test_after_sending_the_form_is_empty_and_focus_elsewhere(as_zhong, lead, time):
    answer = post(as_zhong, lead, **FILLED)
    form, preview = answer.context["text_form"], answer.context["preview"]

    assert not form.is_bound
    assert not any(form[name].value() for name in form.fields if name != "template")
    assert preview.refusal
    assert answer.text.count("autofocus") == 1
    assert 'id="newest-text" tabindex="-1" autofocus' in answer.text


def test_a_text_at_night_says_when_it_leaves(as_zhong, lead, time, monday):
    time.move_to(monday.replace(hour=21))

    assert "明天 08:30" in str(next(iter(post(as_zhong, lead, **FILLED).context["messages"])))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("www.example.cn", "链接"),
        ("井冈山站 13900001111", "电话"),
        ("【东站】", "括号"),
        ("站" * 25, "24"),
    ],
)
def test_a_value_that_would_be_cut_is_refused(as_zhong, lead, time, place, words):
    answer = post(as_zhong, lead, **FILLED | {"word_place": place})
    shown = post(as_zhong, lead, "preview", **FILLED | {"word_place": place}).context["preview"]

    assert answer.status_code == 422
    assert words in str(answer.context["text_form"].errors["word_place"])
    assert words in shown.refusal
    assert not count()


def test_the_api_refuses_a_value_that_would_be_cut(as_zhong, lead, time):
    sent = {"template": "arrival", "words": {"place": "www.example.cn", "meet_at": "周三"}}
    answer = as_zhong.post(f"/api/v1/leads/{lead.pk}/texts/", sent, content_type="application/json")

    assert answer.status_code == 400
    assert "链接" in answer.text
    assert not count()


def test_a_value_of_which_nothing_is_left_is_missing(as_zhong, lead, time):
    shown = post(as_zhong, lead, "preview", **FILLED | {"word_place": "【】"}).context["preview"]

    assert shown.missing == ["place"]


@given(st.text(alphabet=st.sampled_from("站 a.cn【]1390001/w０Ａ\u200b"), max_size=30))
def test_objections_are_what_would_be_cut_out(word):
    assert bool(lint.objections(word)) is (lint.harmless(word) != lint.folded(word))


@pytest.mark.parametrize("length", [501, 700])
def test_a_text_too_long_is_shown_and_not_sent(as_zhong, lead, time, length):
    answer = post(as_zhong, lead, "preview", template="", text="课" * length)

    assert answer.context["preview"].letters > length
    assert "500" in answer.context["preview"].refusal
    assert "disabled" in answer.text


def test_taking_back_stays_with_the_texts(as_zhong, lead, zhong, time):
    action = texts.send(lead.pk, OWN, by=zhong.user)
    answer = as_zhong.post(f"/desk/actions/{action.pk}/undo/")

    assert answer.url == f"/desk/leads/{lead.pk}/texts/"
