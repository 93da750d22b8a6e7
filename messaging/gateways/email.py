"""E-mail through Django's mail settings, for notices to colleagues."""

import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from messaging.gateways.base import (
    Capabilities,
    Finding,
    Forged,
    Incoming,
    NoAnswer,
    OutgoingMessage,
    Post,
    Receipt,
    Sighting,
    Unreadable,
)
from messaging.rules.outcomes import Accepted, NotSent, Outcome, Paused, Refused, Unknown

TIMEOUT_SECONDS = 10
PERMANENT = 500
LONGEST_SUBJECT = 40


class EmailGateway:
    """One SMTP server; a message's id at the provider is its Message-ID, by which a double is recognised as one."""

    name = "email"
    capabilities = Capabilities(finds=False)

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Hand one e-mail over; the server is greeted first, so that a silence before DATA proves nothing was sent."""
        connection = get_connection(timeout=TIMEOUT_SECONDS)
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError as error:
            return Paused(f"smtp {error.smtp_code}")
        except (OSError, smtplib.SMTPException) as error:
            return NotSent(type(error).__name__)
        name = f"<{outgoing.uuid.hex}@{settings.EMAIL_MESSAGE_ID_HOST}>"
        mail = EmailMessage(
            outgoing.body[:LONGEST_SUBJECT], outgoing.body, to=[outgoing.to], headers={"Message-ID": name}
        )
        try:
            connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            return refusal(max(code for code, _words in error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            return refusal(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            return Unknown(type(error).__name__)
        finally:
            connection.close()
        return Accepted(sid=name.strip("<>"), status="delivered")

    def find(self, to: str, *, since: datetime, sid: str = "") -> list[Sighting]:
        """Mail servers do not tell."""
        raise NoAnswer

    def parse_callback(self, post: Post) -> list[Receipt | Incoming | Unreadable]:
        """Mail servers do not post."""
        raise Forged

    def inspect(self) -> list[Finding]:
        """Greet the server and sign in."""
        connection = get_connection(timeout=TIMEOUT_SECONDS)
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            return [Finding("credentials", is_well=False, detail=type(error).__name__)]
        connection.close()
        return [Finding("credentials", is_well=True, detail=settings.DEFAULT_FROM_EMAIL)]


def refusal(code: int) -> Outcome:
    """A server's no: for good, or for now."""
    return Refused(f"smtp {code}") if code >= PERMANENT else NotSent(f"smtp {code}")
