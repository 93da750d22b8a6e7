"""`manage.py demo`: open the demo centre in an empty development database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from crm.leads.models import Lead
from demo import colleagues, details, history, lists, messages, offer, ownership, pages, people, roster, spreadsheet
from kit import clock


class Command(BaseCommand):
    """People, programmes, pages, classes and half a year of leads."""

    help = "Open the demo centre; refuses where demo sign-ins are not allowed or leads exist already."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build everything in one transaction."""
        if not settings.DEMO_SIGN_INS:
            raise CommandError("Demo sign-ins are not allowed here. 此环境不允许演示账号。")
        if Lead.objects.exists():
            raise CommandError("There are leads already; the demo wants an empty database. 数据库中已有线索。")
        now, today = clock.now(), clock.today()
        with transaction.atomic():
            users = people.build()
            roster.build(now, users)
            sessions = offer.build(today)
            pages.build(users["editor"])
            history.PastLeads(now, sessions).play()
            ownership.tend(now, users)
            roster.open_today(now, users)
            offer.close_past(today)
            details.write_down(now)
            messages.settle_messages(now)
            messages.build(users)
            lists.build(users)
            spreadsheet.build(users)
            colleagues.build(users)
        self.stdout.write(f"{Lead.objects.count()} leads, {len(sessions)} classes. 演示数据已就绪。")
