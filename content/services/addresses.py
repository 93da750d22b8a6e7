"""The addresses that pages had earlier (`wagtail.contrib.redirects` writes them down)."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page


def forget_those_of_the_draft(page: Page) -> None:
    """Forget the addresses a page had before it was first published: no visitor knows them."""
    earlier = Redirect.objects.filter(redirect_page=page, automatically_created=True)
    earlier.filter(created_at__lt=page.first_published_at).delete()
