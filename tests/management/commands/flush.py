"""Django's `flush`, which ends each test that commits; here it also brings back what the migrations wrote."""

from typing import Any

from django.core.management.commands import flush

from tests import snapshot


class Command(flush.Command):
    """Empties the tables as the migrations left them."""

    def handle(self, **options: Any) -> None:
        """Options are Django's and change nothing here."""
        snapshot.restore()
