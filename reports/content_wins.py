"""Which pages brought leads, and which leads enrolled: one question for the editors."""

from dataclasses import dataclass

from wagtail.models import Page

from reports.funnel import Funnel, by_page
from reports.period import Period

SHOWN = 8


@dataclass(frozen=True, slots=True)
class PageWins:
    """One page and the funnel of the leads whose first inquiry was sent from it."""

    page_id: int
    title: str
    funnel: Funnel


def page_wins(period: Period) -> list[PageWins]:
    """The pages with the most inquiries."""
    best = sorted(by_page(period).items(), key=lambda item: (-item[1].asked, item[0]))[:SHOWN]
    titles = dict(Page.objects.filter(pk__in=[page_id for page_id, _funnel in best]).values_list("pk", "title"))
    return [PageWins(page_id, titles.get(page_id, "?"), funnel) for page_id, funnel in best]
