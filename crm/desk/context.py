"""What every page of the workspace may show of the desk; counted only where a template asks."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from crm.desk.queries import inbox
from crm.intake.queries import review
from kit import clock


def badges(request: HttpRequest) -> dict[str, Any]:
    """`waiting_count`: how many first answers this person owes; `review_count`: how many suspect inquiries wait."""
    return {
        "waiting_count": SimpleLazyObject(lambda: inbox.waiting_count(request.user)),
        "review_count": SimpleLazyObject(lambda: review.to_review(request.user, clock.now()).count()),
    }
