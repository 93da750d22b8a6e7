"""From a visitor's question to the manager's number, on real parts: every process of the Procfile, Redis, HTTP."""

import re
import time
from base64 import b64encode

import pytest

from crm.intake.models import Inquiry
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.stages import Stage
from enrollment.seats.models import Registration
from messaging.models import Message, State
from tests.factories import content
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory
from tests.factories.people import on_duty_round_the_clock
from tests.fakes import twilio
from tests.journeys import processes
from tests.journeys.person import PASSWORD, Person

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

INQUIRY = {"name": "王主任", "phone": "０１３９-0000 2208", "head_count": "45", "consent": "on"}
# A commit wakes the worker at once; beat comes every five seconds.
PATIENCE = 30


@pytest.fixture
def article(zhong, qian, manager):
    """An article of the site, and the people who can sign in."""
    for colleague in (zhong.user, manager):
        colleague.set_password(PASSWORD)
        colleague.save(update_fields=["password"])
    for consultant in (zhong, qian):
        on_duty_round_the_clock(consultant)
    return content.article(content.channel(slug="study"), title="五天课程怎么排", slug="five-days")


@pytest.fixture
def centre(article, tmp_path):
    """The running centre; it opens its doors when everything it shows is in the database."""
    with processes.running(tmp_path) as opened:
        yield opened


def eventually(wanted, look, *, seconds=PATIENCE):
    """Look again and again until the wanted is seen; fails with what was seen last."""
    deadline = time.monotonic() + seconds
    while (seen := look()) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert seen == wanted


def ask(centre):
    """A visitor reads the article and asks; returns her browser, which shows the answer."""
    visitor = Person(centre.url)
    visitor.open("/study/five-days/")
    visitor.send("[data-inquiry-form]", **INQUIRY)
    return visitor


def test_an_inquiry_becomes_texts_a_lead_a_group_and_a_number(centre, article, zhong):
    visitor = ask(centre)
    assert visitor.answer.status_code == 200
    assert "/inquire/received/" in visitor.answer.url
    lead = Lead.objects.get()
    inquiry = lead.inquiries.get()
    assert inquiry.number in visitor.words()
    assert visitor.page.select_one(f'a[href="{zhong.hotline_uri}"]')
    assert (inquiry.phone_raw, inquiry.phone, inquiry.page_id) == (INQUIRY["phone"], "+8613900002208", article.pk)
    assert (lead.owner, lead.routing_reason) == (zhong, "shown")

    the_provider_gets_two_texts(centre, lead)
    its_reports_are_believed_only_when_signed(centre)
    session = the_consultant_wins_the_group(centre, lead)
    the_manager_sees_it(centre, lead, session)


def the_provider_gets_two_texts(centre, lead):
    eventually([State.ACCEPTED] * 2, lambda: list(Message.objects.values_list("state", flat=True)))
    asked = centre.provider.requests
    assert sorted(text["To"] for text in asked) == sorted([lead.phone, lead.owner.hotline])
    secret = b64encode(f"{twilio.ACCOUNT}:{twilio.TOKEN}".encode()).decode()
    for text in asked:
        message = Message.objects.get(to_number=text["To"])
        assert text["headers"][":path"] == f"/2010-04-01/Accounts/{twilio.ACCOUNT}/Messages.json"
        assert text["headers"]["Authorization"] == f"Basic {secret}"
        assert text["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
        assert set(text) - {"headers", "at"} == {"To", "From", "Body", "StatusCallback", "ValidityPeriod"}
        assert (text["From"], text["Body"]) == ("+15005550006", message.body)
        assert text["StatusCallback"] == f"{processes.PUBLIC}/sms/callback/{message.uuid}/"
    assert lead.inquiries.get().number in Message.objects.get(to_number=lead.phone).body


def its_reports_are_believed_only_when_signed(centre):
    for text in centre.provider.accepted:
        assert centre.provider.call_back(text, "delivered", host=centre.url, token="somebody else's") == 403
        assert set(Message.objects.filter(to_number=text["to"]).values_list("state", flat=True)) == {State.ACCEPTED}
        assert centre.provider.call_back(text, "sent", host=centre.url) == 204
        assert centre.provider.call_back(text, "delivered", host=centre.url) == 204
    assert list(Message.objects.values_list("state", flat=True)) == [State.DELIVERED] * 2


def the_consultant_wins_the_group(centre, lead):
    session = ClassSessionFactory(capacity=60)
    zhong = Person(centre.url)
    zhong.sign_in("zhong")
    assert lead.name in zhong.words("#inbox")
    zhong.open(zhong.page.select_one(".inbox-row")["href"])
    assert "2208" in zhong.words(".call-number")
    assert lead.phone not in str(zhong.page)
    zhong.send(".outcomes form", outcome="interested", note="要五天的课程表")
    zhong.send(".stages form", to=Stage.PROPOSED)
    lead.refresh_from_db()
    assert (lead.stage, lead.first_response_at is not None) == (Stage.PROPOSED, True)
    zhong.open(zhong.page.select_one("#enrolment")["hx-get"])
    zhong.send("#enrolment form", session=str(session.pk))
    lead.refresh_from_db()
    session.refresh_from_db()
    assert (lead.stage, session.seats_taken) == (Stage.ENROLLED, 45)
    timeline = list(Activity.objects.filter(lead=lead).order_by("pk").values_list("kind", flat=True))
    assert timeline.index(Kind.ASKED) < timeline.index(Kind.CALLED) < timeline.index(Kind.ENROLLED)
    return session


def the_manager_sees_it(centre, lead, session):
    LeadFactory.create_batch(2, owner=lead.owner)
    manager = Person(centre.url)
    manager.sign_in("manager")
    assert manager.answer.url.endswith("/reports/funnel/")
    assert [step["aria-label"].rpartition(" ")[2] for step in manager.page.select(".funnel-step")] == list("31111")
    assert str(Registration.objects.get(session=session).seats) in manager.words(".kpis")
    behind = numbers_with_their_lists(manager)
    assert len(behind) >= 10
    for number, address in behind:
        manager.open(address)
        assert (address, len(manager.page.select(".inbox-row"))) == (address, number)
        if "reached=enrolled" in address:
            assert lead.name in manager.words("#inbox")


def numbers_with_their_lists(manager):
    """Each number of the report that is a link, with its address; in the funnel the number stands beside its link."""
    cells = [(one.get_text(), one["href"]) for one in manager.page.select(".table td.num a")]
    steps = [
        (step["aria-label"].rpartition(" ")[2], step.find_next("a")["href"])
        for step in manager.page.select(".funnel-step")
    ]
    whole = manager.page.select_one("a.kpi")
    figures = [(whole.select_one(".kpi-value").get_text(), whole["href"])]
    return [(int(re.sub(r"\D", "", number)), address) for number, address in cells + steps + figures]


def test_without_its_broker_the_centre_answers_and_texts_later(centre):
    centre.stop_broker()
    visitor = ask(centre)
    assert visitor.answer.status_code == 200
    assert Inquiry.objects.get().number in visitor.words()
    centre.start_broker()
    eventually([State.ACCEPTED] * 2, lambda: list(Message.objects.values_list("state", flat=True)))
    # The next ticks of beat find nothing left to do.
    time.sleep(6)
    assert len(centre.provider.requests) == len(set(centre.provider.bodies())) == 2
