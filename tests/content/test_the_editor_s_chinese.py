"""The editor's pages are Chinese: our own texts, and those of Wagtail that its own catalogue leaves in English."""

import json
import re
from pathlib import Path

import bs4
import pytest
import wagtail
from babel.messages.pofile import read_po
from django.conf import settings

from content.models import ArticlePage, ChannelPage, ProgrammePage, StandardPage
from tests.content import editing
from tests.factories import content

OURS = {"django": "wagtail.pot", "djangojs": "zh_Hans/LC_MESSAGES/djangojs.po"}
# Names, and what Wagtail has no translation for.
KEPT = re.compile(
    r"Wagtail|JavaScript|English|editor|Ctrl|Shift|Alt|Esc|html|URL\w*|https?:\S+|\[my-work\]|localhost"
    r"|CSV|XLSX|AVIF|GIF|JPE?G|PNG|WEBP|ICP|Actions|content\.\w+|wagtailcore\.page|None"
)
SAID = ("title", "aria-label", "placeholder", "alt")


def texts(*paths):
    """The texts of catalogues."""
    found = set()
    for path in paths:
        with path.open("rb") as source:
            found |= {message.id for message in read_po(source) if message.id}
    return found


@pytest.mark.parametrize("domain", OURS)
def test_we_translate_what_wagtail_says_and_does_not_translate(domain):
    ours = texts(settings.BASE_DIR / "locale" / OURS[domain])
    wagtails = Path(wagtail.__file__).parent
    said, translated = (
        texts(*wagtails.glob(f"**/locale/{language}/LC_MESSAGES/{domain}.po")) for language in ("en", "zh_Hans")
    )
    assert ours <= said - translated


def english(page):
    """What is left in English on a page of the editor."""
    soup = bs4.BeautifulSoup(page, "html.parser")
    for hidden in soup(["script", "style", "svg", "template"]):
        hidden.decompose()
    words = [*soup.stripped_strings, *(tag[name] for name in SAID for tag in soup.find_all(attrs={name: True}))]
    return {one for one in words if re.search("[A-Za-z]{3}", KEPT.sub("", one))}


@pytest.mark.django_db
def test_an_editor_reads_chinese(client, editor):
    client.force_login(editor)
    home, shelf = content.home(), content.channel()
    pages = [home, shelf, content.article(shelf), content.programme_page(shelf, content.programme(title="五日班"))]
    editing.publish(client, editing.form_of(pages[2]), title="新")
    scheduled = content.article(shelf, live=False)
    editing.publish(client, editing.form_of(scheduled), published_at="2098-01-01 00:00:00")
    walked = [
        *(f"/cms/{part}" for part in ("", "images/", "images/add/", "documents/", "documents/multiple/add/")),
        *(f"/cms/{part}" for part in ("settings/content/centresettings/", "reports/site-history/", "reports/locked/")),
        *(f"/cms/pages/{page.pk}/{part}" for page in pages for part in ("", "edit/", "history/", "delete/")),
        *(f"/cms/pages/{pages[2].pk}/{part}/" for part in ("unpublish", "copy", "move", "usage")),
        *(editing.new(kind, shelf) for kind in (ArticlePage, ChannelPage, ProgrammePage, StandardPage)),
        editing.form_of(scheduled),
        f"/cms/pages/{shelf.pk}/add_subpage/",
    ]
    left = {address: english(client.get(address, follow=True).content) for address in walked}
    assert {address: words for address, words in left.items() if words} == {}


@pytest.mark.django_db
def test_what_is_wrong_is_said_in_chinese(client, editor):
    client.force_login(editor)
    shelf = content.channel()
    taken, page = content.article(shelf, slug="2026-1"), content.article(shelf)
    address = editing.form_of(page)
    wrong = {"slug": taken.slug, "title": "", "expire_at": "2001-01-01 00:00", "source_url": "x"}
    answer = client.post(address, editing.filled(client, address, **wrong) | editing.PUBLISH)
    assert answer.context["form"].errors
    assert english(answer.content) == set()


@pytest.mark.django_db
def test_the_browser_speaks_chinese_to_an_editor(client, editor):
    client.force_login(editor)
    assert json.dumps("插入内容块") in client.get("/cms/jsi18n/").content.decode()
