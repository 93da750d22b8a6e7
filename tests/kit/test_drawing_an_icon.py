import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize("said", ['{% icon "phone" 22 %}', "{% icon name 22 %}"])
def test_an_icon_is_inlined_and_silent(said):
    drawn = Template(said).render(Context({"name": "phone"}))

    assert drawn.startswith("<svg")
    assert 'width="22"' in drawn
    assert 'aria-hidden="true"' in drawn


def test_an_icon_with_a_label_speaks_the_readers_language():
    template = Template('{% icon "phone" label=_("Phone number") %}')
    drawn = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            drawn[language] = template.render(Context())

    assert 'aria-label="Phone number"' in drawn["en"]
    assert "Phone number" not in drawn["zh-hans"]
