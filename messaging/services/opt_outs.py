"""Opting out: per number, before every purpose; and opting in again."""

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from messaging import signals, sql
from messaging.models import Consent, How, Message, OptOut, State, Subject
from messaging.rules.outcomes import OPTED_OUT
from messaging.services import signalling, states

SALT = "messaging.refusal"


@transaction.atomic
def record(number: str, *, by: User | None, how: How, note: str = "") -> OptOut:
    """Close a number: promotions lose their consent, a signal is sent, and what is queued for it is cancelled.

    A number that is closed already stays so, with its older line. What is being sent this moment is too late. Listeners
    come before the messages, because they lock their lead: locks are taken in the order number, lead, messages.
    """
    latest = _latest(number)
    if latest is not None and latest.is_out:
        return latest
    line = OptOut.objects.create(number=number, is_out=True, by=by, how=how, note=note[:200])
    if consented(number):
        Consent.objects.create(number=number, subject=Subject.PROMOTIONAL, is_given=False, by=by, how=how)
    signalling.announce(signals.opted_out, opt_out=line)
    states.move(
        Message.objects.queued().filter(to_number=number),
        to=State.CANCELLED,
        detail="opted out",
        error_code="opted_out",
    )
    return line


def learn(message: Message, code: str) -> None:
    """Close the number of a message where the carrier's code says that it wants none; before the message is locked."""
    if code in OPTED_OUT and message.to_number:
        record(message.to_number, by=None, how=How.CARRIER)


@transaction.atomic
def lift(number: str, *, by: User | None, how: How, note: str = "") -> OptOut | None:
    """Open a number again, because its owner said so; None when it is open. Promotions need a consent of their own."""
    latest = _latest(number)
    if latest is None or not latest.is_out:
        return None
    line = OptOut.objects.create(number=number, is_out=False, by=by, how=how, note=note[:200])
    signalling.announce(signals.opted_in, opt_out=line)
    return line


@transaction.atomic
def take_back(number: str, *, refused_at: datetime, by: User | None) -> None:
    """Undo the refusal of that instant, if it still counts: open the number, give back the consent that it withdrew."""
    latest = _latest(number)
    if latest is None or not latest.is_out or latest.at != refused_at:
        return
    lift(number, by=by, how=How.DESK, note="undone")
    consents = Consent.objects.filter(number=number, subject=Subject.PROMOTIONAL).order_by("-id")
    given = consents.filter(is_given=True).first()
    if given and consents.filter(is_given=False, at__gte=refused_at).exists():
        consent(number, subject=Subject.PROMOTIONAL, how=How(given.how), wording=given.wording, by=given.by)


def hold(number: str) -> None:
    """Keep this number from being closed or opened elsewhere until the transaction ends; taken before a lead's lock."""
    sql.lock_number(number)


def is_out(number: str) -> bool:
    """Whether this number wants no messages."""
    latest = OptOut.objects.filter(number=number).order_by("-id").first()
    return latest is not None and latest.is_out


@transaction.atomic
def consent(
    number: str, *, subject: Subject, how: How, wording: str, by: User | None, is_given: bool = True
) -> Consent:
    """Record a consent to one kind of message, or its withdrawal: how, and to which words."""
    return Consent.objects.create(
        number=number, subject=subject, how=how, wording=wording[:40], by=by, is_given=is_given
    )


def consented(number: str, subject: Subject = Subject.PROMOTIONAL) -> bool:
    """Whether the latest line of the ledger is a yes."""
    latest = Consent.objects.filter(number=number, subject=subject).order_by("-id").first()
    return latest is not None and latest.is_given


def link(message: Message) -> str:
    """The path of the page on which a message's recipient refuses further ones; it cannot be guessed or altered."""
    return reverse("messaging:refuse", args=[signing.Signer(salt=SALT).sign(message.uuid.hex)])


def recipient_of(token: str) -> str | None:
    """The number a link was made for; None when it was not made by us."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Message.objects.filter(uuid=key).exclude(to_number="").values_list("to_number", flat=True).first()


def _latest(number: str) -> OptOut | None:
    """The line that counts; two who write at once write one after the other, also when there is no line to lock yet."""
    hold(number)
    return OptOut.objects.filter(number=number).order_by("-id").first()
