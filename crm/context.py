"""What every page of the workspace may show of this room; wired by `config`, counted only where a template asks."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from crm.queries import desk as queries


def desk_badges(request: HttpRequest) -> dict[str, Any]:
    """`desk_badges.waiting`: how many first answers this person owes."""
    return {"desk_badges": SimpleLazyObject(lambda: {"waiting": queries.waiting_count(request.user)})}
