"""Which templates another room may send that has only so many words to give."""

import pytest

from messaging import queries
from messaging.models import Template, TemplateVersion
from messaging.services import templates

pytestmark = pytest.mark.django_db


def keys(*words):
    return [one.template.key for one in queries.sendable(words)]


def test_only_approved_notices_that_need_no_other_word():
    assert keys("name", "consultant") == ["first_follow_up", "later_follow_up"]
    assert keys("name") == []


def test_the_version_that_is_sent_decides(manager):
    template = Template.objects.get(key="later_follow_up")
    draft = templates.add_version(template, text="{name}您好，方便时请回个电话。", by=manager)
    assert "later_follow_up" not in keys("name")

    TemplateVersion.objects.filter(pk=draft.pk).update(state="approved", decided_at=draft.created_at)
    assert "later_follow_up" in keys("name")


def test_a_promotion_is_not_among_them(manager):
    found = templates.create_template(
        "spring", title="春季", purpose="promote", variables=["name"], text="{name}您好", by=manager
    )
    found.versions.update(state="approved", decided_at=found.created_at)

    assert "spring" not in keys("name", "consultant")
