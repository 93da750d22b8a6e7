"""From the registry to the finished text: its words, its memory, and what cannot be filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from messaging.errors import TemplateIncomplete, TemplateUnknown, TextTooLong
from messaging.models import Approval, Template, TemplateVersion
from messaging.rules import lint, segments
from messaging.rules import placeholders as rules
from messaging.services import outbox, rendering, templates
from tests.messaging.sending import posted

WORDS = {
    "name": "欧阳娜娜",
    "number": "Q261123-0042",
    "consultant": "钟老师",
    "callback_by": "明天（周二）09:10",
    "due": "明天（周二）09:10",
    "head_count": 120,
}
SEEDED = ["first_follow_up", "later_follow_up", "inquiry_assigned", "inquiry_received", "response_due"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SEEDED)
def test_every_template_of_ours_is_clean_and_fits_two_segments(name):
    text = rendering.render(name, WORDS).text
    assert lint.findings(text, is_promotion=False) == []
    assert segments.count(text) <= 2
    assert "{" not in text


@pytest.mark.django_db
def test_a_count_that_was_not_given_is_still_a_sentence():
    assert "若干人" in rendering.render("inquiry_assigned", {**WORDS, "head_count": None}).text


@pytest.mark.django_db
def test_missing_values_unknown_keys_and_long_texts_are_refused():
    with pytest.raises(TemplateIncomplete):
        rendering.render("inquiry_received", {"name": "王芳"})
    with pytest.raises(TemplateUnknown):
        rendering.render("no_such_template", WORDS)
    with pytest.raises(TextTooLong):
        rendering.render("response_due", {"name": "王芳", "due": 10**2000})


@pytest.mark.django_db
def test_two_thousand_characters_are_cut_to_a_name():
    text = rendering.render("inquiry_received", {**WORDS, "name": "长" * 2000}).text
    assert text.count("长") == lint.LONGEST_WORD


@pytest.mark.django_db
def test_a_wording_just_approved_is_in_use(admin_person):
    version = approve("response_due", "请回电：{name}，约定{due}。", by=admin_person)
    rendered = rendering.render("response_due", WORDS)
    assert rendered.text == "【井冈山培训】请回电：欧阳娜娜，约定明天(周二)09:10。"
    assert rendered.template.version_id == version.pk


@pytest.mark.django_db
def test_what_is_queued_keeps_the_words_it_was_posted_with(admin_person):
    (message,) = posted(outbox.Draft("response_due", "+8613800000001", WORDS, dedupe_key="a:1"))
    approve("response_due", "请回电：{name}，约定{due}。", by=admin_person)
    message.refresh_from_db()
    assert message.body.startswith("【井冈山培训】提醒：")
    assert (message.version.number, message.words) == (1, {"name": "欧阳娜娜", "due": "明天(周二)09:10"})


@given(st.text(alphabet="ab{}_ 你", max_size=30))
def test_any_text_can_be_filled_or_has_a_stray_brace(text):
    if not rules.has_stray_braces(text):
        filled = rules.fill(text, dict.fromkeys(rules.names(text), "x"))
        assert "{" not in filled
        assert "}" not in filled


def approve(key: str, text: str, *, by: User) -> TemplateVersion:
    version = templates.add_version(Template.objects.get(key=key), text=text, by=by)
    templates.decide(version.pk, to=Approval.SUBMITTED, by=by)
    return templates.decide(version.pk, to=Approval.APPROVED, by=by)
