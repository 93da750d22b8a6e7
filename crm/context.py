"""What every page of the workspace may show of this room; wired by `config`, counted only where a template asks."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from crm.queries import desk as queries
from crm.queries import review as review_queries
from kit import clock


def desk_badges(request: HttpRequest) -> dict[str, Any]:
    """`waiting_count`: how many first answers this person owes; `review_count`: how many odd inquiries wait."""
    return {
        "waiting_count": SimpleLazyObject(lambda: queries.waiting_count(request.user)),
        "review_count": SimpleLazyObject(lambda: review_queries.to_review(request.user, clock.now()).count()),
    }
