import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Page

from content.models import ArticlePage, ChannelPage
from crm.intake.forms.inquiry import Origin
from crm.intake.models import HotlineTap, Inquiry
from crm.leads.models import Lead
from crm.leads.rules.sources import Source
from kit import clock
from messaging.models import Message
from messaging.services import opt_outs

pytestmark = pytest.mark.django_db

TYPED = {"name": "王主任", "phone": "139-0000-2208", "head_count": "45", "consent": "on"}


@pytest.fixture
def article(zhong):
    home = Page.objects.get(depth=2)
    channel = home.add_child(instance=ChannelPage(title="理论学习", slug="study"))
    return channel.add_child(instance=ArticlePage(title="行前要带什么", slug="packing"))


def origin(page=None, consultant=None, age=timedelta(seconds=30)):
    new = Origin.of_page(page, consultant.pk if consultant else None)
    return Origin(
        new.key, new.page_id, new.page_title, new.is_article, new.consultant_id, (clock.now() - age).timestamp()
    ).sign()


def form_in(answer):
    """The inquiry form of a page, without the numbers that stand around it."""
    return answer.text.split("data-inquiry-form", 1)[1].split("</form>", 1)[0]


def test_three_fields_and_a_consent_are_enough(client, article, zhong):
    answer = client.post("/inquire/", TYPED | {"origin": origin(article, zhong)}, follow=True)

    inquiry = Inquiry.objects.get()
    page = answer.text
    assert inquiry.number in page
    assert zhong.name in page
    assert "tel:+8618079606663" in page
    assert reverse("intake:vcard", args=[zhong.pk]) in page
    assert (inquiry.page_id, inquiry.page_title, inquiry.shown_consultant) == (article.pk, "行前要带什么", zhong)
    assert Lead.objects.get().source == Source.ARTICLE


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "  "}, "请告诉我们怎么称呼您"),
        ({"phone": "12345"}, "电话号码有误"),
        ({"phone": "139 0000 2208，138 0000 1111"}, "请只填一个电话号码"),
        ({"phone": ""}, "请留下电话"),
        ({"head_count": "几十"}, "人数请填数字"),
        ({"head_count": "0"}, "人数至少为 1"),
        ({"head_count": "9999"}, "超过 5000 人请直接拨打热线"),
        ({"consent": ""}, "请勾选"),
    ],
)
def test_wrong_input_is_refused_and_the_form_keeps_it(client, zhong, wrong, words):
    sent = TYPED | {"origin": origin()} | wrong
    answer = client.post("/inquire/", sent)

    assert answer.status_code == 422
    assert words in answer.text
    assert "tel:+8618079606663" in form_in(answer)
    for kept in ("name", "phone", "head_count"):
        assert f'value="{sent[kept]}"' in answer.text or not sent[kept].strip()
    assert not Inquiry.objects.exists()


def test_a_resend_is_one_inquiry_and_a_correction_another(client, zhong):
    sent = TYPED | {"origin": origin()}
    first = client.post("/inquire/", sent)
    second = client.post("/inquire/", sent)
    assert first.url == second.url or Inquiry.objects.count() == 1

    client.post("/inquire/", sent | {"head_count": "60"})
    assert Inquiry.objects.count() == 2
    assert Lead.objects.count() == 1


def test_a_form_with_an_invalid_origin_is_taken_without_its_page(client, zhong):
    client.post("/inquire/", TYPED | {"origin": "forged"})

    assert Inquiry.objects.get().page is None
    assert Lead.objects.get().source == Source.SITE


def test_a_filled_trap_is_kept_for_review_and_answered_as_usual(client, zhong):
    sent = TYPED | {"origin": origin(), "nickname": "bot"}
    answer = client.post("/inquire/", sent, follow=True)

    assert Inquiry.objects.get().suspect_reason
    assert Inquiry.objects.get().number in answer.text
    assert not Lead.objects.exists()


def test_a_number_may_send_six_inquiries_an_hour(client, zhong):
    for number in range(6):
        assert client.post("/inquire/", TYPED | {"head_count": str(10 + number)}).status_code == 302
    answer = client.post("/inquire/", TYPED | {"head_count": "30"})

    assert answer.status_code == 429
    assert "短时间内请求过多" in answer.text
    assert "tel:+8618079606663" in form_in(answer)


def test_the_second_step_fills_in_the_rest(client, zhong):
    page = client.post("/inquire/", TYPED | {"origin": origin()})
    details = {
        "theme": "能力提升",
        "month": "12 月上旬",
        "organisation_name": "清源县 委组织部（演示）",
        "remarks": "开发票",
    }
    answer = client.post(page.url, details, follow=True)

    lead = Lead.objects.select_related("organisation").get()
    assert (lead.theme, lead.month, lead.organisation.name) == ("能力提升", "12 月上旬", "清源县 委组织部（演示）")
    assert Inquiry.objects.get().remarks == "开发票"
    assert "补充信息已保存" in answer.text


def test_two_spellings_of_one_organisation_are_one(client, zhong):
    for number, name in enumerate(["清源县　委组织部", "清源县委组织部"]):
        page = client.post("/inquire/", TYPED | {"phone": f"1390000220{number}"})
        client.post(page.url, {"organisation_name": name})

    assert len({lead.organisation_id for lead in Lead.objects.all()}) == 1


def test_the_script_gets_the_answer_as_a_fragment(client, zhong):
    answer = client.post("/inquire/", TYPED | {"origin": origin()}, headers={"X-Requested-With": "fetch"})

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert Inquiry.objects.get().number in answer.text


def test_a_confirmation_cannot_be_guessed(client, zhong):
    assert client.get("/inquire/received/1/").status_code == 404


def test_the_confirmation_links_to_the_page_that_refuses_texts(client, zhong):
    page = client.post("/inquire/", TYPED, follow=True)
    link = re.search(r'href="(/inquire/received/[^"]+/texts/)"', page.text)[1]
    refuse = client.get(link, follow=True)
    assert "139****2208" in refuse.text
    assert "13900002208" not in refuse.redirect_chain[-1][0]
    client.post(refuse.request["PATH_INFO"], {"choice": "refuse"})
    assert opt_outs.is_out("+8613900002208")
    assert "/texts/" not in client.get(page.redirect_chain[-1][0]).text


def test_without_a_text_there_is_nothing_to_refuse(client, zhong):
    page = client.post("/inquire/", TYPED)
    Message.objects.all().delete()
    assert client.get(f"{page.url}texts/").status_code == 404


def test_a_visitor_with_a_landline_gets_no_text(client, zhong):
    page = client.post("/inquire/", TYPED | {"phone": "0796-8970353-801"}, follow=True)
    assert "/texts/" not in page.text
    assert list(Message.objects.values_list("template", flat=True)) == ["inquiry_assigned"]


def test_the_card_for_the_address_book_names_the_consultant(client, zhong):
    answer = client.get(reverse("intake:vcard", args=[zhong.pk]))

    assert answer.headers["Content-Type"].startswith("text/vcard")
    assert "钟老师" in answer.text
    assert "+8618079606663" in answer.text


def test_a_tapped_hotline_is_kept_with_its_page(client, zhong, article):
    answer = client.post("/hotline/tap/", {"consultant": zhong.pk, "page": article.pk})

    assert answer.status_code == 204
    tap = HotlineTap.objects.get()
    assert (tap.consultant, tap.page_id) == (zhong, article.pk)


@pytest.mark.parametrize("sent", [{}, {"consultant": "x"}, {"consultant": "999999"}])
def test_a_beacon_that_is_invalid_changes_nothing(client, zhong, sent):
    assert client.post("/hotline/tap/", sent).status_code == 204
    assert not HotlineTap.objects.exists()


def test_the_first_visit_is_kept_with_the_inquiry(client, zhong, article):
    client.get(
        "/?utm_source=wechat", headers={"Referer": "https://mp.weixin.qq.com/s/abc", "User-Agent": "Mozilla/5.0"}
    )
    client.post("/inquire/", TYPED | {"origin": origin(article, zhong)}, headers={"User-Agent": "Mozilla/5.0"})

    inquiry = Inquiry.objects.get()
    assert isinstance(inquiry.visit_id, uuid.UUID)
    assert (inquiry.landing_path, inquiry.referrer, inquiry.utm) == ("/", "mp.weixin.qq.com", {"utm_source": "wechat"})
    assert Lead.objects.get().source == Source.WECHAT


def test_records_are_in_the_language_of_the_organisation(client, zhong):
    client.post("/language/", {"language": "en"})
    answer = client.post("/inquire/", TYPED | {"origin": origin()}, follow=True)

    assert "Received, thank you" in answer.text
    assert Lead.objects.get().next_step_note == "首次电话"
    assert "today" not in Message.objects.get(template="inquiry_received").body


def test_details_sent_too_often_are_refused_and_kept_on_the_page(client, zhong):
    page = client.post("/inquire/", TYPED | {"origin": origin()})
    for _time in range(20):
        client.post(page.url, {"theme": "能力提升"})
    answer = client.post(page.url, {"theme": "基层党建"})

    assert answer.status_code == 429
    assert "短时间内请求过多" in answer.text
