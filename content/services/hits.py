"""The hit counter: counted in the cache, written down once a minute.

A page stays as fast as its text: opening it costs two cache calls and no statement.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import blake2b

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from wagtail.models import Page

from content.models import PageViewDaily
from content.rules import crawlers
from content.visits import visit_of
from kit import clock, throttle

ONE_VIEW_SECONDS = 30 * 60
KEPT_SECONDS = 3 * 24 * 3600
FLUSHING_KEY = "content.flushing"
FLUSHING_SECONDS = 50


def count(page: Page, request: HttpRequest) -> bool:
    """Count one reader of a page; True when the reader counts.

    Programs, colleagues and previews do not count, nor does the same visitor within half an hour.
    """
    agent = request.headers.get("User-Agent", "")
    is_ahead_of_time = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method != "GET" or is_ahead_of_time or crawlers.is_program(agent) or request.user.is_authenticated:
        return False
    if not _is_first_look(page, request, agent):
        return False
    key = _key(clock.today(), page.pk)
    cache.add(key, 0, KEPT_SECONDS)
    cache.incr(key)
    return True


def flush() -> int:
    """Write what was counted today and yesterday into the daily rows; returns the number of views written.

    Two workers at once would write the same views twice, so the second one leaves.
    """
    if not cache.add(FLUSHING_KEY, 1, FLUSHING_SECONDS):
        return 0
    try:
        days = (clock.today() - timedelta(days=1), clock.today())
        return sum(_flush_day(day) for day in days)
    finally:
        cache.delete(FLUSHING_KEY)


def _flush_day(day: date) -> int:
    counted = _counted(day, Page.objects.live().values_list("pk", flat=True))
    if counted:
        _write(day, counted)
    return sum(counted.values())


def _is_first_look(page: Page, request: HttpRequest, agent: str) -> bool:
    """A new visitor's browser may refuse cookies, so address and browser identify the visitor the first time."""
    visit = visit_of(request)
    anonymous = blake2b(f"{throttle.network(request)} {agent}".encode(), digest_size=12).hexdigest()
    names = [visit.id.hex] if visit and not visit.is_new else [anonymous, *([visit.id.hex] if visit else [])]
    fresh = [cache.add(f"content.seen:{name}:{page.pk}", 1, ONE_VIEW_SECONDS) for name in names]
    return fresh[0]


def _key(day: date, page_id: int) -> str:
    return f"content.hits:{day:%Y%m%d}:{page_id}"


def _counted(day: date, page_ids: Iterable[int]) -> dict[int, int]:
    ids = {_key(day, page_id): page_id for page_id in page_ids}
    return {ids[key]: views for key, views in cache.get_many(ids).items() if views > 0}


def _write(day: date, counted: dict[int, int]) -> None:
    """Add to the day's rows, then take exactly that off the running counters."""
    known = list(PageViewDaily.objects.filter(day=day, page__in=counted))
    for row in known:
        row.views = F("views") + counted[row.page_id]
    fresh = counted.keys() - {row.page_id for row in known}
    with transaction.atomic():
        PageViewDaily.objects.bulk_update(known, ["views"])
        PageViewDaily.objects.bulk_create(PageViewDaily(page_id=pk, day=day, views=counted[pk]) for pk in fresh)
    for page_id, views in counted.items():
        cache.decr(_key(day, page_id), views)
