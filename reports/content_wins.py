"""Which pages brought leads, and which leads enrolled: one question for the editors."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from wagtail.models import Page

from crm.models import Lead
from reports.funnel import Funnel
from reports.period import Period

SHOWN = 8


@dataclass(frozen=True, slots=True)
class PageWins:
    """One page and the funnel of the leads whose first inquiry was sent from it."""

    page_id: int
    title: str
    funnel: Funnel


def page_wins(period: Period) -> list[PageWins]:
    """The pages with the most inquiries; two statements however many there are."""
    rows = (
        Lead.objects.asked_between(period.begins_at, period.ends_at)
        .exclude(source_page_id=None)
        .order_by()
        .values_list("source_page_id", "furthest")
        .annotate(number=Count("*"))
    )
    counted: dict[int, Counter[str]] = {}
    for page_id, furthest, number in rows:
        counted.setdefault(page_id or 0, Counter())[furthest] += number
    best = sorted(counted.items(), key=lambda item: (-item[1].total(), item[0]))[:SHOWN]
    titles = dict(Page.objects.filter(pk__in=[page_id for page_id, _counts in best]).values_list("pk", "title"))
    return [PageWins(page_id, titles.get(page_id, "?"), Funnel(counts)) for page_id, counts in best]
