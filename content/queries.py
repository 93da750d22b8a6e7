"""What the public pages read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, QuerySet, Sum, Value, When
from wagtail.models import Page, Site

from catalog.models import Programme
from content.models import ArticlePage, ArticleProgramme, CentreSettings, PageViewDaily, ProgrammePage, StandardPage


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme an article leads to, with the address of its page (empty while it has none)."""

    programme: Programme
    url: str


def menu(site: Site | None) -> list[Page]:
    """The entries of the main navigation."""
    return list(site.root_page.get_children().live().in_menu()) if site else []


def profile() -> CentreSettings:
    """What the editors say of the centre; an empty profile where they have not said anything."""
    return CentreSettings.objects.select_related("wechat_image").first() or CentreSettings()


def views(page: ArticlePage) -> int:
    """The number an article shows: what the earlier site counted, and ours."""
    counted = PageViewDaily.objects.filter(page_id=page.pk).aggregate(total=Sum("views"))["total"]
    total: int = page.hits_base + (counted or 0)
    return total


def offers(article: ArticlePage) -> list[Offer]:
    """The programmes an article leads to, in the editor's order; in a preview those of the form."""
    links = article.programme_links.filter(programme__is_active=True).select_related("programme__page")
    return [Offer(link.programme, _page_url(link.programme)) for link in links.order_by("sort_order")]


def _page_url(programme: Programme) -> str:
    page: ProgrammePage | None = getattr(programme, "page", None)
    return page.get_url() if page and page.live else ""


def related(article: ArticlePage, count: int = 3) -> list[ArticlePage]:
    """Other articles: first those that lead to the same programme, then the same channel, then the newest."""
    own = ArticleProgramme.objects.filter(article=article.pk).values("programme")
    shares = Exists(ArticleProgramme.objects.filter(article=OuterRef("pk"), programme__in=own))
    parent = article.path[: -article.steplen]
    at_home = Case(When(path__startswith=parent, then=Value(0)), default=Value(1))
    return list(
        ArticlePage.objects.live()
        .exclude(pk=article.pk)
        .annotate(shares=shares, distance=at_home)
        .order_by("-shares", "distance", "-published_at")
        .select_related("picture")[:count]
    )


def neighbours(article: ArticlePage) -> tuple[ArticlePage | None, ArticlePage | None]:
    """The article before and the one after in its channel, in one statement."""
    siblings = ArticlePage.objects.live().sibling_of(article, inclusive=False).only("title", "url_path", "published_at")
    earlier = siblings.filter(published_at__lt=article.published_at).order_by("-published_at")[:1]
    later = siblings.filter(published_at__gt=article.published_at).order_by("published_at")[:1]
    found = list(earlier.union(later))
    before = next((page for page in found if page.published_at < article.published_at), None)
    after = next((page for page in found if page.published_at > article.published_at), None)
    return before, after


def articles_in(channel: Page) -> QuerySet[ArticlePage]:
    """The articles of a channel, newest first."""
    found: QuerySet[ArticlePage] = ArticlePage.objects.live().child_of(channel).newest_first().select_related("picture")
    return found


def newest(count: int) -> list[ArticlePage]:
    """The newest articles of the whole site."""
    return list(ArticlePage.objects.live().newest_first().select_related("picture")[:count])


def programme_pages(channel: Page | None = None) -> Iterable[ProgrammePage]:
    """Pages of programmes on offer, in the catalogue's order; of one channel or of the whole site."""
    pages = ProgrammePage.objects.live().filter(programme__is_active=True).select_related("programme")
    found: QuerySet[ProgrammePage] = pages.child_of(channel) if channel else pages
    return found.order_by("programme__position", "programme_id")


def plain_pages(channel: Page) -> QuerySet[StandardPage]:
    """The undated pages of a channel."""
    found: QuerySet[StandardPage] = StandardPage.objects.live().child_of(channel)
    return found


def readings(page: ProgrammePage) -> list[ArticlePage]:
    """What to read before the class, in the editor's order; in a preview what the form says."""
    links = page.readings.filter(article__live=True).select_related("article").order_by("sort_order")
    return [link.article for link in links]
