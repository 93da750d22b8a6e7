import pytest
from django.template import Context, Template
from django.template.base import TextNode


def test_an_icon_named_in_the_template_is_drawn_when_the_template_is_read():
    template = Template('{% icon "phone" 22 %}')

    assert isinstance(template.nodelist[0], TextNode)
    assert 'width="22"' in template.render(Context())
    assert 'aria-hidden="true"' in template.render(Context())


@pytest.mark.parametrize(
    "said", ["{% icon name 16 %}", '{% icon "phone" label=name %}', '{% icon "phone"|default:name %}']
)
def test_an_icon_that_only_the_page_can_name_waits_for_the_page(said):
    template = Template(said)

    assert not isinstance(template.nodelist[0], TextNode)
    assert "<svg" in template.render(Context({"name": "phone"}))


def test_an_icon_whose_words_are_translated_speaks_the_readers_language(settings):
    template = Template('{% icon "phone" label=_("Phone number") %}')

    assert not isinstance(template.nodelist[0], TextNode)
