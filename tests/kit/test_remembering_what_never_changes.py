"""The constant tags of this house say what Django's say, in whatever language is asked for at the moment."""

import pytest
from django import forms
from django.template import Context, engines
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix
from django.utils import translation
from django.utils.translation import gettext_lazy

from kit.forms import BlankOnce
from kit.templatetags.constants import AddressOfOne, Remembered


def say(source, **words):
    compiled = engines["django"].engine.from_string(source)
    return compiled, lambda: compiled.render(Context(words))


def test_a_constant_text_changes_with_the_language():
    compiled, told = say('{% translate "Cancel" %}')
    assert isinstance(compiled.nodelist[0], Remembered)
    with translation.override("zh-hans"):
        chinese = told()
    with translation.override("en"):
        english = told()
    with translation.override("zh-hans"):
        assert told() == chinese
    assert (chinese, english) == ("取消", "Cancel")


def test_a_block_of_the_house_s_constants_is_drawn_once_a_language():
    class Reasons(list):
        drawn = 0

        def __iter__(self):
            Reasons.drawn += 1
            return super().__iter__()

    reasons = Reasons([gettext_lazy("Cancel"), "<i>"])
    source = "{% once_a_language %}{% for one in reasons %}{{ one }} {% endfor %}{% endonce_a_language %}"
    _compiled, told = say(source, reasons=reasons)
    for language, words in (
        ("zh-hans", "取消 &lt;i&gt; "),
        ("en", "Cancel &lt;i&gt; "),
        ("zh-hans", "取消 &lt;i&gt; "),
    ):
        with translation.override(language):
            assert told() == words

    assert Reasons.drawn == 2


def test_percent_signs_are_restored():
    assert say('{% translate "100% sure" %}')[1]() == "100% sure"


def test_a_variable_is_asked_each_time():
    compiled, _told = say("{% translate word %}", word="Cancel")
    with translation.override("en"):
        assert compiled.render(Context({"word": "one"})) == "one"
        assert compiled.render(Context({"word": "<two>"})) == "&lt;two&gt;"


def test_a_text_kept_under_a_name_is_kept_in_each_rendering():
    _compiled, told = say('{% translate "Cancel" as word %}[{{ word }}]')
    with translation.override("en"):
        assert told() == told() == "[Cancel]"


def test_an_address_without_arguments_is_looked_up_once_a_prefix():
    compiled, told = say('{% url "crm:desk" %}')
    assert isinstance(compiled.nodelist[0], Remembered)
    assert told() == "/desk/"
    before = get_script_prefix()
    set_script_prefix("/centre/")
    try:
        assert told() == "/centre/desk/"
    finally:
        set_script_prefix(before)
    assert told() == "/desk/"


def test_around_one_number_an_address_is_remembered():
    compiled, _told = say('{% url "crm:lead" pk %}')
    assert isinstance(compiled.nodelist[0], AddressOfOne)
    assert [compiled.render(Context({"pk": pk})) for pk in (1, 2)] == ["/desk/leads/1/", "/desk/leads/2/"]
    before = get_script_prefix()
    set_script_prefix("/centre/")
    try:
        assert compiled.render(Context({"pk": 3})) == "/centre/desk/leads/3/"
    finally:
        set_script_prefix(before)


def test_an_address_may_be_kept_under_a_name():
    assert say('{% url "crm:lead" pk as where %}[{{ where }}]', pk=7)[1]() == "[/desk/leads/7/]"


@pytest.mark.parametrize("odd", [-1, True, "x", None, 10**30])
def test_what_is_no_number_of_a_row_is_answered_as_django_does(odd):
    ours = say('{% url "crm:lead" pk as where %}[{{ where }}]', pk=odd)[1]()
    try:
        expected = reverse("crm:lead", args=[odd])
    except NoReverseMatch:
        expected = ""
    assert ours == f"[{expected}]"


def test_an_unknown_address_is_an_error_unless_it_is_kept_under_a_name():
    assert say('{% url "crm:nowhere" 1 as where %}[{{ where }}]')[1]() == "[]"
    with pytest.raises(NoReverseMatch):
        say('{% url "crm:nowhere" 1 %}')[1]()


class Wish(BlankOnce):
    word = forms.CharField(label=gettext_lazy("Note"))
    drawn_times = 0

    def drawn(self, field, draw):
        def counted():
            Wish.drawn_times += 1
            return draw()

        return super().drawn(field, counted)


def test_an_empty_form_is_drawn_once_a_language():
    with translation.override("en"):
        first = str(Wish())
        before = Wish.drawn_times
        assert str(Wish()) == first
        assert Wish.drawn_times == before
    with translation.override("zh-hans"):
        assert str(Wish()) != first


def test_what_somebody_typed_is_drawn_for_her():
    str(Wish())
    assert 'value="mine"' in str(Wish({"word": "mine"}))
    assert 'value="given"' in str(Wish(initial={"word": "given"}))
    assert "mine" not in str(Wish())


def test_the_address_of_a_file_is_looked_up_once():
    compiled, told = say('{% static "css/desk.css" %}')
    assert isinstance(compiled.nodelist[0], Remembered)
    assert told() == told() == "/static/css/desk.css"
