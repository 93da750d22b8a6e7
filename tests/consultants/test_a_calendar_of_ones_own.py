from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from consultants.models import Consultant, Feed
from consultants.services import days, feeds, people
from kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday(monday):
    with time_machine.travel(monday, tick=False):
        yield


def read(client, key, **headers):
    return client.get(reverse("consultants:feed", args=[key]), headers=headers)


def events(answer):
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_feed_tells_the_duty_of_two_months_in_utc(client, zhong, monday):
    answer = read(client, feeds.renew(zhong.pk))
    found = events(answer)
    first = found[0]

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(found) == 62
    assert first.decoded("dtstart") == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert first.decoded("dtend") == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert "180 7960 6663" in str(first["summary"])
    assert len({str(one["uid"]) for one in found}) == len(found)


def test_what_has_not_changed_is_not_sent_again(client, zhong):
    key = feeds.renew(zhong.pk)
    first = read(client, key)
    again = read(client, key, **{"if-none-match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_changed_day_changes_the_feed_and_its_tag(client, zhong, manager, monday):
    key = feeds.renew(zhong.pk)
    before = read(client, key)
    days.set_hours(zhong.pk, on=monday.date() + timedelta(days=1), hours_text="", by=manager, at=monday)
    after = read(client, key, **{"if-none-match": before.headers["ETag"]})

    assert after.status_code == 200
    assert len(events(after)) == len(events(before)) - 1


def test_a_pause_takes_its_time_out_of_the_feed(client, zhong, manager, monday):
    people.pause(zhong.pk, until=monday + timedelta(days=1), reason="培训", by=manager, at=monday)

    before, after = events(read(client, feeds.renew(zhong.pk)))[:2]

    assert before.decoded("dtend") == monday
    assert after.decoded("dtstart") == monday + timedelta(days=1)


def test_a_new_address_closes_the_old_and_a_digest_is_kept(client, zhong):
    old = feeds.renew(zhong.pk)
    new = feeds.renew(zhong.pk)

    assert read(client, old).status_code == 404
    assert read(client, new).status_code == 200
    assert not Feed.objects.filter(digest__in=[old, new]).exists()
    assert len(new) >= 43


def test_a_closed_feed_and_one_of_a_former_colleague_are_404(client, zhong, qian):
    closed, left = feeds.renew(zhong.pk), feeds.renew(qian.pk)
    feeds.revoke(zhong.pk)
    Consultant.objects.filter(pk=qian.pk).update(is_active=False)

    assert read(client, closed).status_code == read(client, left).status_code == 404


def test_her_page_shows_the_address_once(as_zhong, zhong):
    made = as_zhong.post(reverse("consultants:feed-renew"), {"renew": ""})
    key = made.context["feed_key"]

    assert key in made.text
    assert key not in as_zhong.get(reverse("consultants:mine")).text
    as_zhong.post(reverse("consultants:feed-renew"), {"revoke": ""})
    assert read(as_zhong, key).status_code == 404


def test_a_calendar_is_revalidated_and_no_proxy_may_keep_it(client, zhong):
    assert read(client, feeds.renew(zhong.pk)).headers["Cache-Control"] == "private, no-cache"
    assert clock.local(clock.now()).hour == 9
