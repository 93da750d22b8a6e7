"""Mail servers in trouble."""

from django.core.mail.backends.base import BaseEmailBackend


class FailingBackend(BaseEmailBackend):
    """Fails with `error`, at the greeting or when the message is handed over."""

    error = None
    is_at_greeting = False

    def open(self):
        """Greet."""
        if self.is_at_greeting:
            raise self.error
        return True

    def send_messages(self, email_messages):
        """Hand over."""
        raise self.error
