"""Who is told what happened to the own leads, and how it is read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.desk.services import bulk
from crm.intake.services import escalation
from crm.leads.services import leads, merging, undo
from crm.notices.models import Notice
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import choices, inbox
from crm.pool.services import hand_over
from crm.transfer.models import ExportedList
from crm.transfer.services import exports
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
INBOX = "/desk/notices/"


def told(user):
    """The kinds of what a user has not read, the newest first."""
    return [notice.kind for notice in Notice.objects.visible_to(user).unread().order_by("-pk")]


def test_a_hand_over_is_told_to_both_and_undone(client, lead, zhong, qian, manager, monday):
    _lead, action = leads.assign(lead.pk, to=qian, by=manager, at=monday)
    assert (told(qian.user), told(zhong.user), told(manager)) == (["given"], ["taken"], [])

    client.force_login(zhong.user)
    assert client.post(reverse("notices:open", args=[Notice.objects.get(recipient=zhong.user).pk])).url == INBOX
    client.force_login(qian.user)
    assert "黄主任" in client.get(INBOX).text
    opened = client.post(reverse("notices:open", args=[Notice.objects.get(recipient=qian.user).pk]))
    assert opened.url == lead.get_absolute_url()
    assert told(qian.user) == []

    undo.undo(action.pk, by=manager, at=monday + timedelta(minutes=1))
    assert (told(qian.user), told(zhong.user)) == (["undone"], ["undone"])


def test_what_was_not_read_goes_with_the_undone_act(lead, zhong, qian, manager, monday):
    _lead, action = leads.assign(lead.pk, to=qian, by=manager, at=monday)
    undo.undo(action.pk, by=manager, at=monday + timedelta(minutes=1))

    assert not Notice.objects.exists()


def test_many_leads_are_one_notice(zhong, qian, manager, monday):
    first, second = LeadFactory.create_batch(2, owner=zhong)
    bulk.assign([first.pk, second.pk], to=qian, reason="", by=manager)
    assert (told(qian.user), told(zhong.user)) == (["given"], ["taken"])
    assert Notice.objects.get(recipient=qian.user).facts["count"] == 2

    hand_over.move(qian.pk, targets={first.pk: zhong.pk, second.pk: zhong.pk}, by=manager, at=monday)
    assert (told(qian.user), told(zhong.user)) == (["taken", "given"], ["given", "taken"])


def test_the_owner_of_a_merged_lead_is_told(lead, qian, manager, monday):
    other = LeadFactory(owner=qian, name=lead.name)
    merging.merge(lead.pk, other_id=other.pk, by=manager, at=monday)
    assert told(qian.user) == ["merged"]

    merging.split(other.pk, by=manager, at=monday)
    assert told(qian.user) == []


def test_a_promise_that_runs_out_is_told_and_cannot_be_switched_off(lead, zhong, manager, monday):
    choices.keep(zhong.user, shown=[], mailed=[])
    choices.keep(manager, shown=[], mailed=[])
    escalation.escalate_due(max(lead.escalation_instants) + timedelta(seconds=1))

    assert set(told(zhong.user)) | set(told(manager)) == {"promise"}
    assert told(manager)


def test_what_is_switched_off_is_not_told(lead, qian, manager, monday):
    choices.keep(qian.user, shown=["mentions"], mailed=[])
    leads.assign(lead.pk, to=qian, by=manager, at=monday)

    assert told(qian.user) == []


def test_managers_decide_about_full_numbers(zhong, manager, monday):
    export = exports.ask(what=ExportedList.LEADS, is_unmasked=True, reason="年终核对", by=zhong.user, at=monday)
    assert told(manager) == ["export_asked"]

    exports.decide(export.pk, is_allowed=False, by=manager)
    assert told(zhong.user) == ["export_refused"]


def test_all_are_read_and_unread_again(as_zhong, zhong, monday):
    facts = {"at": monday, "text": "好的"}
    inbox.write(inbox.notice(zhong.user_id, NoticeKind.REPLIED, **facts) for _one in range(2))
    page = as_zhong.post(reverse("notices:read-all"), follow=True)
    assert told(zhong.user) == []
    address = next(part for part in page.text.split('action="') if part.startswith("/desk/notices/unread/"))
    as_zhong.post(address.partition('"')[0])
    assert len(told(zhong.user)) == 2


def test_a_colleague_reads_none_of_it(client, zhong, qian, monday):
    inbox.write([inbox.notice(zhong.user_id, NoticeKind.REPLIED, at=monday, text="好的")])
    client.force_login(qian.user)

    assert client.post(reverse("notices:open", args=[Notice.objects.get().pk])).status_code == 404
    assert "好的" not in client.get(f"{INBOX}?show=all").text


def test_read_notices_go_after_ninety_days(zhong, monday):
    inbox.write(inbox.notice(zhong.user_id, NoticeKind.REPLIED, at=monday) for _one in range(2))
    inbox.mark_read(Notice.objects.first(), at=monday)
    inbox.forget(monday + timedelta(days=90))
    assert Notice.objects.count() == 2

    inbox.forget(monday + timedelta(days=91))
    assert Notice.objects.get().read_at is None


def test_the_list_needs_as_many_statements_for_many(as_zhong, zhong, monday):
    numbers = []
    as_zhong.get(INBOX)  # what a process reads once
    for more in (1, 2, 30):
        rows = LeadFactory.create_batch(more, owner=zhong)
        inbox.write(inbox.notice(zhong.user_id, NoticeKind.REPLIED, at=monday, lead=row, text="好") for row in rows)
        with CaptureQueriesContext(connection) as done:
            as_zhong.get(INBOX)
        numbers.append(len(done))
    assert len(set(numbers)) == 1
