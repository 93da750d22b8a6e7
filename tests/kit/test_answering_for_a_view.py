import pytest
from django.urls import reverse

from consultants.services import feeds
from consultants.views import feed

pytestmark = pytest.mark.django_db


def test_a_calendar_that_asks_too_often_gets_429(client, zhong, monkeypatch):
    monkeypatch.setattr(feed, "ASKING", "1/hour")
    address = reverse("consultants:feed", args=[feeds.renew(zhong.pk)])

    assert [client.get(address).status_code for _time in range(2)] == [200, 429]
