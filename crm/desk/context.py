"""The numbers in the navigation of the workspace; counted only where a template shows them."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from crm.desk.queries import inbox
from crm.intake.queries import review
from crm.notices import queries as notices
from kit import clock


def badges(request: HttpRequest) -> dict[str, Any]:
    """`waiting_count`: first answers this user owes; `notice_count`: unread notices; `review_count`: suspect ones."""
    return {
        "waiting_count": SimpleLazyObject(lambda: inbox.waiting_count(request.user)),
        "notice_count": SimpleLazyObject(lambda: notices.unread_count(request.user)),
        "review_count": SimpleLazyObject(lambda: review.to_review(request.user, clock.now()).count()),
    }
