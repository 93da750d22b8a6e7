"""@ and a name in a note tells the colleague, who may see the lead."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from crm.leads.models import Activity, Kind
from crm.leads.rules import mentions
from crm.leads.services import leads
from crm.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_a_colleague_who_may_see_the_lead_is_told(as_zhong, lead, zhong, manager):
    as_zhong.post(reverse("desk:lead-note", args=[lead.pk]), {"text": "@黄主任请看报价"})

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.facts["text"]) == (manager, "mentioned", "@黄主任请看报价")
    assert Activity.objects.get(kind=Kind.NOTED).data["mentions"] == [[manager.pk, "黄主任"]]
    page = BeautifulSoup(as_zhong.get(lead.get_absolute_url()).text, "html.parser")
    assert [mark.text for mark in page.select(".timeline .mention")] == ["@黄主任"]


def test_the_note_is_not_quoted_to_who_sees_the_lead_no_more(client, lead, zhong, qian, monday):
    leads.note(lead.pk, text="@钟老师 对方要回扣", by=None)
    client.force_login(zhong.user)
    assert "对方要回扣" in client.get("/desk/notices/").text

    leads.assign(lead.pk, to=qian, by=qian.user)
    page = client.get("/desk/notices/").text
    assert lead.name in page
    assert "对方要回扣" not in page


def test_the_note_of_a_call_tells_as_well(lead, zhong, manager):
    leads.log_call(lead.pk, outcome="interested", note="＠黄主任 要发票", by=zhong.user)

    assert Notice.objects.get().recipient == manager
    assert Activity.objects.get(kind=Kind.CALLED).data["mentions"] == [[manager.pk, "黄主任"]]


def test_one_who_may_not_see_the_lead_is_named_to_the_writer(as_zhong, lead, qian):
    page = as_zhong.post(reverse("desk:lead-note", args=[lead.pk]), {"text": "问一下@钱老师"}, follow=True)

    assert "钱老师 看不到这条线索" in page.text
    assert not Notice.objects.exists()
    assert "mention" not in str(BeautifulSoup(page.text, "html.parser").select(".timeline-card"))


def test_what_is_typed_is_shown_as_typed(as_zhong, lead, manager):
    as_zhong.post(reverse("desk:lead-note", args=[lead.pk]), {"text": "<b>@黄主任</b>\n第二行"})
    page = as_zhong.get(lead.get_absolute_url()).text

    assert '&lt;b&gt;<mark class="mention">@黄主任</mark>&lt;/b&gt;<br>第二行' in page


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@钱老师2号楼还有房吗", ["钱老师"]),
        ("请@钱老师和@黄主任看，@钱老师先", ["钱老师", "黄主任"]),
        ("@钱老", []),
        ("写信到 info@qian.cn", []),
        ("@qianli", []),
        ("@钱老师傅好", ["钱老师傅"]),
    ],
)
def test_who_is_named(text, found):
    assert mentions.named(text, {"钱老师", "钱老师傅", "黄主任", "qian"}) == found
