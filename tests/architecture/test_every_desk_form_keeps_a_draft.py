"""Whatever takes more than a few typed characters at the desk keeps them until it is saved (static/js/drafts.js)."""

import re

import pytest

from crm.leads.models import Organisation
from enrollment.seats.services import registrations
from messaging.models import Recipient, Template
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
TYPED = re.compile(r"<textarea|<input(?![^>]*type=\"(?:hidden|checkbox|radio|number|password|date|time|file)\")[^>]*>")
# A number, or the hours of one day.
SHORT = ("roster-hours", "/messages/gateways/")


@pytest.fixture
def addresses(zhong, qian, lead):
    ask(suspect_reason="trap", phone="13900003333", name="李老师")
    session = ClassSessionFactory()
    pooled = LeadFactory(owner=None, pooled_at=lead.asked_at, next_step_at=None, escalate_at=None)
    made = registrations.open_for(LeadFactory(owner=qian).pk, session_id=session.pk, seats=2, by=None)
    template, recipient = Template.objects.first(), Recipient.objects.create(key="office", label="办公室")
    return [
        "/desk/leads/", f"/desk/leads/{lead.pk}/texts/", f"/desk/leads/{pooled.pk}/", "/desk/review/",
        f"/desk/calendar/{lead.pk}/",
        f"/desk/board/{lead.pk}/", f"/desk/desks/{lead.pk}/",
        "/desk/telephone/?phone=13911112222",
        f"/classes/registrations/{made.pk}/cancel/", f"/desk/hand-over/{zhong.pk}/", "/desk/routing/", "/desk/cadence/",
        "/desk/rules/", f"/desk/roster/people/{zhong.pk}/", "/messages/opt-outs/", "/messages/consents/",
        "/messages/templates/new/", f"/messages/templates/{template.key}/", f"/messages/recipients/{recipient.pk}/",
        "/messages/gateways/", "/desk/exports/", "/desk/users/new/",
        Organisation.called("青禾县委党校").get_absolute_url(), f"/desk/users/{zhong.user_id}/",
    ]  # fmt: skip


def test_every_form_in_which_words_are_typed_keeps_a_draft(as_manager, addresses):
    found, without = 0, []
    for address in addresses:
        page = as_manager.get(address)
        assert page.status_code == 200, address
        for head, body in FORM.findall(page.text):
            if "post" not in head or not TYPED.search(body) or any(words in head for words in SHORT):
                continue
            found += 1
            if "data-draft" not in head:
                without.append(f"{address}: {head}")
    assert without == []
    assert found > len(addresses)
