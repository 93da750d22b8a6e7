"""What the requests of `posts` act on."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from consultants.services import days, leaves, swaps
from crm.intake.services import review
from crm.leads.models import Action
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads
from crm.pool.services import pool
from enrollment.seats.services import registrations
from kit import clock
from messaging.models import How, Recipient, Template
from messaging.services import opt_outs, senders, templates
from tests.architecture.posts import DAY, LATER, MUCH_LATER, SOON
from tests.crm.transfer.files import looked_at
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory, ask
from tests.factories.messaging import MessageFactory
from tests.factories.people import ConsultantFactory


@pytest.fixture
def scene(zhong, qian, manager, lead):
    """Something of everything that can be acted on."""
    at = clock.now()
    own = LeadFactory(owner=zhong, phone="+8613900000011")
    lost = LeadFactory(owner=zhong, phone="+8613900000012")
    leads.advance(lost.pk, to="lost", lost_reason="预算", by=zhong.user)
    called = LeadFactory(owner=zhong, phone="+8613900000013")
    leads.log_call(called.pk, outcome=Outcome.NO_ANSWER, note="", by=zhong.user)
    days.set_hours(qian.pk, on=SOON, hours_text="", by=manager, at=at)
    days.set_hours(qian.pk, on=LATER, hours_text="", by=manager, at=at)
    granted = leaves.grant(zhong.pk, starts_at=clock.start_of(MUCH_LATER), ends_at=clock.start_of(MUCH_LATER + DAY),
        cover=qian, by=manager)  # fmt: skip
    going, session = LeadFactory(owner=zhong, phone="+8613900000019"), ClassSessionFactory()
    discarded = review.discard(ask(suspect_reason="trap", phone="139 0000 0020").pk, reason="广告", by=manager)
    draft = templates.add_version(Template.objects.get(key="inquiry_assigned"), text="有新线索：{name}。", by=manager)
    senders.pause("console", timedelta(minutes=5))
    pooled, _action = pool.give_back(LeadFactory(owner=qian, phone="+8613900000014").pk, by=qian.user, reason="")
    return SimpleNamespace(
        zhong=zhong, qian=qian, manager=manager, lead=lead, job=looked_at(zhong.user),
        own=own, called=called, lost=lost, pooled=pooled, at=at,
        action=Action.objects.filter(by=zhong.user).latest("pk"),
        odd=ask(suspect_reason="trap", phone="139 0000 0015"),
        session=session, draft=draft, granted=granted, sun=ConsultantFactory(name="孙老师"), discarded=discarded,
        asked=ask(phone="139 0000 0021"),
        booked=registrations.open_for(going.pk, session_id=session.pk, seats=2, by=zhong.user),
        message=MessageFactory(uncertain=True, looks=2, to_number="+8613900000018"),
        version=Template.objects.get(key="response_due").versions.get(),
        lost_text=MessageFactory(
            topic=own.topic, by=zhong.user, template="", state="expired", settled_at=at, to_number=own.phone
        ),
        recipient=Recipient.objects.create(key="+8618079606663", label="钟老师"),
        opt_out=opt_outs.record("+8613900000016", by=None, how=How.PAGE),
        swap=swaps.propose(zhong.pk, colleague=qian, gives_on=SOON, takes_on=None, at=at),
        leave=leaves.request(
            qian.pk, starts_at=clock.start_of(SOON), ends_at=clock.start_of(SOON + timedelta(days=2)), cover=zhong
        ),
    )  # fmt: skip
