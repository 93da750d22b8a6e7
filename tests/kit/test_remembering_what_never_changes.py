"""The constant tags of this house say what Django's say, in whatever language is asked for at the moment."""

from django.template import Context, engines
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from kit.templatetags.constants import Remembered


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


def test_an_address_with_an_argument_is_asked_each_time():
    compiled, _told = say('{% url "crm:lead" pk %}')
    assert [compiled.render(Context({"pk": pk})) for pk in (1, 2)] == ["/desk/leads/1/", "/desk/leads/2/"]


def test_the_address_of_a_file_is_looked_up_once():
    compiled, told = say('{% static "css/desk.css" %}')
    assert isinstance(compiled.nodelist[0], Remembered)
    assert told() == told() == "/static/css/desk.css"
