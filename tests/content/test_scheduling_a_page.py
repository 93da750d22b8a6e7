"""A page with a time that lies ahead goes live at that time, and can be changed until then."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from content import tasks
from content.models import ArticlePage
from kit import clock
from tests.content import editing
from tests.factories import content

pytestmark = pytest.mark.django_db

TYPED = "%Y-%m-%d %H:%M"


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def written(at):
    return clock.local(at).strftime(TYPED)


def seen(page):
    """What a visitor is answered, after the worker had its turn."""
    tasks.publish_scheduled()
    return Client().get(page.url).status_code


def test_an_article_goes_live_at_its_printed_time(as_editor, monday):
    tomorrow, later = monday + timedelta(days=1), monday + timedelta(days=2)
    with time_machine.travel(monday, tick=False) as now:
        address = editing.new(ArticlePage, content.channel())
        editing.publish(as_editor, address, title="明天的消息", published_at=written(tomorrow))
        page = ArticlePage.objects.get()
        assert seen(page) == 404
        now.move_to(tomorrow + timedelta(minutes=1))
        assert seen(page) == 200

        editing.publish(as_editor, editing.form_of(page), published_at=written(later), title="后天的消息")
        page.refresh_from_db()
        assert (page.title, page.published_at) == ("明天的消息", tomorrow.replace(second=0))
        now.move_to(later + timedelta(minutes=1))
        assert seen(page) == 200
        page.refresh_from_db()
        assert page.title == "后天的消息"


@pytest.mark.parametrize(("scheduled", "expected"), [(1, 2), (3, 3)])
def test_it_does_not_go_live_before_its_printed_time(as_editor, monday, scheduled, expected):
    with time_machine.travel(monday, tick=False):
        times = {"published_at": monday + timedelta(days=2), "go_live_at": monday + timedelta(days=scheduled)}
        address = editing.new(ArticlePage, content.channel())
        editing.publish(as_editor, address, title="后天", **{name: written(at) for name, at in times.items()})
    assert ArticlePage.objects.get().go_live_at == monday.replace(second=0) + timedelta(days=expected)


def test_a_page_leaves_the_site_when_it_expires(as_editor, monday):
    with time_machine.travel(monday, tick=False) as now:
        page = content.article(content.channel(), published_at=monday)
        editing.publish(as_editor, editing.form_of(page), expire_at=written(monday + timedelta(hours=1)))
        assert seen(page) == 200
        now.move_to(monday + timedelta(hours=2))
        assert seen(page) == 404


def test_an_editor_cancels_the_schedule_and_writes_on(as_editor, monday):
    with time_machine.travel(monday, tick=False):
        address = editing.new(ArticlePage, content.channel())
        editing.publish(as_editor, address, title="明天", published_at=written(monday + timedelta(days=1)))
        page = ArticlePage.objects.get()
        address = editing.form_of(page)
        assert as_editor.get(address).context["page_locked"]
        cancel = f"/cms/pages/{page.pk}/revisions/{page.scheduled_revision.pk}/unschedule/"
        assert cancel in as_editor.get(address).content.decode()
        as_editor.post(cancel)

        assert not as_editor.get(address).context["page_locked"]
        editing.publish(as_editor, address, title="今天", published_at=written(monday))
        assert seen(page) == 200
