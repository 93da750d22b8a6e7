"""On a working morning one letter names what has not been read."""

from datetime import timedelta

import pytest

from crm.notices.models import Notice
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import choices, digest, inbox
from messaging.models import Channel, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sends_mail(settings):
    settings.EMAIL_HOST = "mail.example.cn"


@pytest.fixture
def reader(zhong):
    zhong.user.email = "zhong@example.cn"
    zhong.user.save()
    return zhong.user


def told_yesterday(user, monday, kind=NoticeKind.REPLIED):
    inbox.write([inbox.notice(user.pk, kind, at=monday - timedelta(hours=14), text="好的")])


def test_one_letter_goes_through_the_outbox_each_morning(reader, monday):
    told_yesterday(reader, monday)
    told_yesterday(reader, monday)
    assert digest.send_due(monday) == 1
    letter = Message.objects.get()
    assert (letter.channel, letter.address, letter.state) == (Channel.EMAIL, "zhong@example.cn", "queued")
    assert "2条" in letter.body

    told_yesterday(reader, monday)  # a clock that was wrong
    digest.send_due(monday + timedelta(minutes=10))
    assert Message.objects.count() == 1
    assert digest.send_due(monday + timedelta(days=1)) == 0


def test_none_on_a_free_day_before_eight_or_of_what_is_read(reader, monday):
    told_yesterday(reader, monday)
    assert digest.send_due(monday - timedelta(days=1)) == 0
    assert digest.send_due(monday - timedelta(hours=2)) == 0

    inbox.mark_read(Notice.objects.get(), at=monday)
    assert digest.send_due(monday) == 0
    assert not Message.objects.exists()


def test_who_wants_no_letter_gets_none(reader, monday):
    choices.keep(reader, shown=["replies"], mailed=[])
    told_yesterday(reader, monday)

    assert digest.send_due(monday) == 0
    assert Notice.objects.visible_to(reader).unread().count() == 1
