"""What a form says of a value that it cannot take: to people, not of variables."""

import pytest
from django import forms
from django.utils import translation

from kit.forms import DJANGO_SAYS


class Said(forms.Form):
    name = forms.CharField(max_length=40)
    number = forms.IntegerField(min_value=1)
    day = forms.DateField()


def errors(**data):
    with translation.override("zh-hans"):
        return {name: [str(error) for error in found] for name, found in Said(data).errors.items()}


def test_too_long_a_text_is_counted_in_characters():
    found = errors(name="字" * 50, number="3", day="2026-12-01")

    assert found == {"name": ["最多 40 个字，现在有 50 个，请删减一些。"]}


def test_each_missing_or_unreadable_value_says_what_to_do():
    found = errors(number="0", day="明天")

    assert found == {
        "name": ["请填写此项。"],
        "number": ["请填写不小于 1 的数。"],
        "day": ["请填写日期，例如 2026-12-01。"],
    }


@pytest.mark.parametrize("sentence", DJANGO_SAYS[:-1])
def test_the_sentence_is_still_one_of_django_s(sentence):
    """Django brings German words for each of its sentences, we bring none: so equal texts are no longer Django's."""
    with translation.override("en"):
        english = str(sentence)
    with translation.override("de"):
        assert str(sentence) != english
