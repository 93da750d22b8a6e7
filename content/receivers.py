"""What follows on the publication of a page."""

from typing import Any

from wagtail.models import Page
from wagtail.signals import page_published

from content.services import addresses


def on_page_published(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Only published addresses lead to the page; one that is scheduled is not published yet."""
    if instance.live:
        addresses.forget_those_of_the_draft(instance)


def connect() -> None:
    """Listen to Wagtail."""
    page_published.connect(on_page_published, dispatch_uid="content.page_published")
