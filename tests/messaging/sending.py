"""One message's way through the dispatcher, step by step and in the calling thread."""

from messaging.models import Message
from messaging.services import dispatch, outbox, results, senders


def posted(*drafts):
    """Post the drafts and give the messages that are new."""
    before = list(Message.objects.values_list("pk", flat=True))
    outbox.post(*drafts)
    return list(Message.objects.exclude(pk__in=before).order_by("pk"))


def claim_one(gateway):
    """Claim the longest-waiting due message; None when nothing is due or the gateway takes nothing."""
    claimed = dispatch.claim(gateway, 1)
    return claimed[0] if claimed else None


def deliver_next(gateway):
    """Bring the longest-waiting due message as far as it will go; None when nothing is due."""
    message = claim_one(gateway)
    return message and go_on(message, gateway)


def go_on(message, gateway):
    """Bring a claimed message as far as it will go."""
    known = dispatch.read([message], gateway.name)[message.pk]
    outgoing = dispatch.prepare(message, gateway, known)
    if outgoing is not None:
        outcome = dispatch.send(gateway, outgoing)
        results.record(message, outcome)
        senders.note(gateway.name, [outcome])
    message.refresh_from_db()
    return message


def deliver_as_if(at, gateway):
    """Bring all that is due as far as it will go, as if it had been claimed at an instant; in order of waiting."""
    claimed = dispatch.claim(gateway, 100)
    for message in claimed:
        message.claimed_at = at  # the database's clock stamps claims, and no test can set it
    return [go_on(message, gateway) for message in claimed]
