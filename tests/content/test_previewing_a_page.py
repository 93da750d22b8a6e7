"""An editor sees a page before it is published, also before it is saved for the first time."""

import pytest
from wagtail.models import get_page_models

from content.models import ArticlePage, HomePage
from content.models.base import PublicPage
from tests.content import editing
from tests.content.reading import shown
from tests.factories import content

pytestmark = pytest.mark.django_db

KINDS = [kind for kind in get_page_models() if issubclass(kind, PublicPage) and kind is not HomePage]


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def previewed(client, address, sent):
    """The page as the preview panel shows it."""
    preview = f"{address}preview/"
    posted = client.post(preview, sent).json()
    assert posted["is_valid"], posted
    answer = client.get(preview)
    assert answer.status_code == 200
    return shown(answer)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_has_a_preview(as_editor, zhong, kind):
    shelf = content.channel()
    content.article(shelf)
    typed = {"title": "五天", "programme": content.programme().pk}
    address = editing.new(kind, shelf)
    sent = editing.filled(as_editor, address, **typed)
    assert "五天" in previewed(as_editor, address, sent)

    saved = as_editor.post(address, sent)
    assert saved.status_code == 302
    address = saved["Location"]
    assert "五天" in previewed(as_editor, address, editing.filled(as_editor, address, **typed))


def test_the_home_page_has_a_preview(as_editor):
    address = editing.form_of(content.home())
    assert "来上课吧" in previewed(as_editor, address, editing.filled(as_editor, address, hero_title="来上课吧"))


def test_the_preview_shows_the_programmes_chosen_in_the_form(as_editor):
    shelf = content.channel()
    for offered in (content.programme(), content.programme(is_active=False)):
        content.programme_page(shelf, offered)
    offered, gone = (page.programme for page in shelf.get_children().specific())
    address = editing.new(ArticlePage, shelf)
    links = {"programme_links-TOTAL_FORMS": "2"}
    for number, programme in enumerate((offered, gone)):
        links |= {f"programme_links-{number}-programme": programme.pk, f"programme_links-{number}-ORDER": number + 1}
    page_text = previewed(as_editor, address, editing.filled(as_editor, address, title="五天", **links))

    assert f'href="{offered.page.url}"' in page_text
    assert gone.page.url not in page_text
