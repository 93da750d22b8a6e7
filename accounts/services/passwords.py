"""Letters with a link: to users who forgot their password, and to users who have none yet."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.models import PasswordReset, User
from kit import clock, jobs, language

logger = logging.getLogger(__name__)

TASK = "accounts.send_password_resets"
# A letter that could not be sent for so long is not wanted any more; the user asks again.
TRIED_FOR = timedelta(hours=1)
KEPT_FOR = timedelta(days=30)
LETTERS_A_RUN = 20


def is_possible() -> bool:
    """Whether letters leave this centre at all."""
    return bool(settings.EMAIL_HOST)


def reaches(user: User) -> bool:
    """Whether a letter reaches this user."""
    return is_possible() and bool(user.email)


@transaction.atomic
def ask(email: str, *, at: datetime | None = None) -> None:
    """Let a letter be sent to each active user of this address; for an unknown address nothing happens.

    An invited user whose link has become too old gets another invitation.
    """
    users = User.objects.filter(email__iexact=email, is_active=True)
    PasswordReset.objects.bulk_create(PasswordReset(user=user, asked_at=at or clock.now()) for user in users)
    jobs.enqueue(TASK)


@transaction.atomic
def invite(user: User, *, at: datetime | None = None) -> None:
    """Let a letter be sent with which a new user sets a first password."""
    PasswordReset.objects.create(user=user, asked_at=at or clock.now())
    jobs.enqueue(TASK)


def link(user: User) -> str:
    """The address at which the user sets a password, once and within PASSWORD_RESET_TIMEOUT; it is kept nowhere."""
    key = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    return f"{settings.PUBLIC_BASE_URL}{reverse('accounts:password-set', kwargs=key)}"


def send_due(*, at: datetime | None = None) -> int:
    """Send the letters that were asked for; returns how many. One that fails is tried again at the next run."""
    at = at or clock.now()
    due = PasswordReset.objects.filter(sent_at=None, asked_at__gt=at - TRIED_FOR).order_by("asked_at")
    letters = (_claimed(pk, at) for pk in list(due.values_list("pk", flat=True)[:LETTERS_A_RUN]))
    return sum(_send(letter) for letter in letters if letter)


def forget(at: datetime) -> None:
    """Delete what was asked a month ago."""
    PasswordReset.objects.filter(asked_at__lt=at - KEPT_FOR).delete()


def _claimed(pk: int, at: datetime) -> PasswordReset | None:
    """The letter, marked as sent before it is, so that no other worker sends it too; None where one did already."""
    with transaction.atomic():
        unsent = PasswordReset.objects.filter(pk=pk, sent_at=None).select_related("user")
        letter = unsent.select_for_update(skip_locked=True, of=("self",)).first()
        if letter:
            letter.sent_at = at
            letter.save(update_fields=["sent_at"])
        return letter


def _send(letter: PasswordReset) -> bool:
    user = letter.user
    with language.of_the_site():
        if user.has_usable_password():
            subject, letter_file = _("A new password for the enrolment desk"), "accounts/password_letter.txt"
        else:
            subject, letter_file = _("Your access to the enrolment desk"), "accounts/invitation_letter.txt"
        text = render_to_string(letter_file, {"user": user, "link": link(user)})
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
    except (smtplib.SMTPException, OSError) as error:
        PasswordReset.objects.filter(pk=letter.pk).update(sent_at=None)
        logger.warning("A letter for a new password could not be sent: %s.", type(error).__name__)
        return False
    return True
