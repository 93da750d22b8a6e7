"""What every page may show of this room; wired by `config`, counted only where a template asks."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from crm.queries import desk as queries
from crm.queries import review as review_queries
from crm.queries import routing as routing_queries
from kit import clock


def site(request: HttpRequest) -> dict[str, Any]:
    """`duty_card`: whose number the public site shows, who is the one that would get an inquiry now."""
    return {"duty_card": SimpleLazyObject(lambda: routing_queries.duty_card(clock.now()))}


def desk_badges(request: HttpRequest) -> dict[str, Any]:
    """`waiting_count`: how many first answers this person owes; `review_count`: how many odd inquiries wait."""
    return {
        "waiting_count": SimpleLazyObject(lambda: queries.waiting_count(request.user)),
        "review_count": SimpleLazyObject(lambda: review_queries.to_review(request.user, clock.now()).count()),
    }
