"""Messages for tests, written straight into the table."""

from datetime import timedelta

import factory
from django.utils import timezone

from messaging.models import Message, Purpose, State


class MessageFactory(factory.django.DjangoModelFactory):
    """A queued notice that is due now."""

    class Meta:
        model = Message

    dedupe_key = factory.Sequence(lambda n: f"subject:{n}:ack")
    topic = factory.Sequence(lambda n: f"subject:{n}")
    template = "inquiry_received"
    body = factory.Sequence(lambda n: f"【井冈山培训】第{n}条")
    to_number = factory.Sequence(lambda n: f"+86138{n:08d}")
    recipient = factory.SelfAttribute("to_number")
    purpose = Purpose.TRANSACTIONAL
    due_at = factory.LazyFunction(lambda: timezone.now() - timedelta(seconds=1))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24))
    segments = 1

    class Params:
        """The states a message can be met in."""

        sending = factory.Trait(
            state=State.SENDING, attempts=1, gateway="twilio", claimed_at=factory.LazyFunction(timezone.now)
        )
        uncertain = factory.Trait(
            state=State.UNCERTAIN, attempts=1, gateway="twilio", claimed_at=factory.LazyFunction(timezone.now)
        )
        accepted = factory.Trait(
            state=State.ACCEPTED,
            attempts=1,
            gateway="twilio",
            claimed_at=factory.LazyFunction(timezone.now),
            provider_sid=factory.Sequence(lambda n: f"SM{n:032d}"),
            provider_status="queued",
        )
        delivered = factory.Trait(
            state=State.DELIVERED,
            attempts=1,
            gateway="twilio",
            provider_sid=factory.Sequence(lambda n: f"SM{n:032d}"),
            provider_status="delivered",
            settled_at=factory.LazyFunction(timezone.now),
        )
