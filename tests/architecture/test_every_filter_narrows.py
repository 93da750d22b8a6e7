"""Every filter that a list declares narrows it; a value that cannot be read, or an unknown name, is refused."""

from datetime import datetime

import pytest
from django.urls import reverse
from rest_framework.generics import ListAPIView
from rest_framework.test import APIClient

from config.api import urlpatterns
from crm.leads.models import Organisation
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from kit import clock
from messaging.models import Channel, Message
from messaging.services import opt_outs
from tests.factories.leads import LeadFactory
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 3, 2, 10, 0, tzinfo=clock.SHANGHAI)
FREE_TEXT = {"q", "topic", "tag"}
UNREADABLE = ["no-such-thing", "2026-13-01", "9" * 30, "9999-12-31", "0001-01-01"]
# List: for each of its filters a value that keeps one of the two rows below.
VALUES = {
    "api-lead-list": {
        "q": "甲", "owner": "zhong", "source": "article", "stage": "new", "reached": "contacted",
        "since": "2026-03-03", "until": "2026-03-02", "page_id": "7", "in_pool": "1",
        "state": "open", "due": "late", "due_on": "2026-03-02", "people": "100",
        "tag": "老客户",
    },
    "api-organisation-list": {"q": "青禾"},
    "api-pool-list": {"q": "甲", "stage": "new", "source": "article", "pooled_from": "zhong"},
    "api-message-list": {
        "state": "queued", "channel": "sms", "template": "inquiry_received", "topic": "lead:1",
        "since": "2026-03-03", "until": "2026-03-02",
    },
    "api-opt-out-list": {"q": "0001"},
    "api-consent-list": {"q": "0001", "kind": "promotional"},
}  # fmt: skip


@pytest.fixture
def api(manager):
    client = APIClient()
    client.force_authenticate(manager)
    return client


@pytest.fixture
def rows(name, zhong, qian):
    """Two rows of the list, or three: they differ in everything it can be narrowed by."""
    wanted = {"tags": ["老客户"], "head_count": 120, "next_step_at": LONG_AGO}
    first = {"name": "甲", "source": Source.ARTICLE, "source_page_id": 7, "asked_at": LONG_AGO}
    second = {"name": "乙", "source": Source.REFERRAL, "stage": Stage.CONTACTED, "furthest": Stage.CONTACTED}
    in_pool = {"owner": None, "pooled_at": clock.now(), "next_step_at": None}
    if name == "api-pool-list":
        LeadFactory(**first, **in_pool, pooled_from=zhong)
        LeadFactory(**second, **in_pool, pooled_from=qian)
    elif name == "api-lead-list":
        LeadFactory(**first, **wanted, owner=zhong)
        LeadFactory(**second, **in_pool)
        LeadFactory(name="丙", source=Source.REFERRAL, stage=Stage.LOST, lost_reason="预算", next_step_at=None)
    elif name == "api-organisation-list":
        Organisation.called("青禾县委党校")
        Organisation.called("第三中学")
    elif name == "api-opt-out-list":
        opt_outs.record("+8613800000001", by=zhong.user, how="desk")
        opt_outs.record("+8613800000002", by=zhong.user, how="desk")
    elif name == "api-consent-list":
        opt_outs.consent("+8613800000001", subject="promotional", how="desk", wording="v1", by=zhong.user)
        opt_outs.consent("+8613800000002", subject="follow_up", how="desk", wording="v1", by=zhong.user)
    else:
        one = MessageFactory(topic="lead:1")
        Message.objects.filter(pk=one.pk).update(created_at=LONG_AGO)
        email = {"channel": Channel.EMAIL, "to_number": "", "address": "liaison@example.cn"}
        MessageFactory(delivered=True, template="inquiry_assigned", **email)


LISTS = {one.name: one.callback.view_class for part in urlpatterns for one in getattr(part, "url_patterns", [part])}
FILTERED = {name: view for name, view in LISTS.items() if getattr(view, "filterset_class", None)}
EVERY_FILTER = [(name, one) for name, view in FILTERED.items() for one in view.filterset_class.base_filters]
PLAIN = [name for name, view in LISTS.items() if issubclass(view, ListAPIView) and name not in FILTERED]


@pytest.mark.parametrize(("name", "one"), EVERY_FILTER)
def test_a_filter_keeps_some_rows_of_all(name, one, rows, api, zhong):
    value = VALUES[name][one]
    found = api.get(reverse(name), {one: zhong.pk if value == "zhong" else value})

    assert found.status_code == 200
    assert 0 < len(found.json()["results"]) < len(api.get(reverse(name)).json()["results"])


@pytest.mark.parametrize("unreadable", UNREADABLE)
@pytest.mark.parametrize(("name", "one"), [pair for pair in EVERY_FILTER if pair[1] not in FREE_TEXT])
def test_a_value_that_cannot_be_read_is_refused(name, one, unreadable, api):
    answer = api.get(reverse(name), {one: unreadable})

    assert answer.status_code == 400
    assert one in answer.json()["errors"]


@pytest.mark.parametrize("name", [*FILTERED, *PLAIN])
def test_a_name_no_list_knows_is_refused(name, api):
    assert api.get(reverse(name), {"colour": "red"}).status_code == 400


def test_the_desk_lists_nothing_where_its_filter_cannot_be_read(as_manager, lead):
    page = as_manager.get(reverse("desk:desk"), {"since": "2026-13-01"})

    assert page.context["page_obj"].object_list.count() == 0
    assert "pane" in page.text
    assert page.context["filters"].errors["since"][0] in page.text
