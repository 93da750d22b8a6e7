"""What pages of earlier rooms may show of this one; wired by `config`, evaluated only where a template asks."""

from typing import Any

from django.http import HttpRequest


def inquiry_form(request: HttpRequest) -> dict[str, Any]:
    """The empty inquiry form."""
    return {}


def desk_badges(request: HttpRequest) -> dict[str, Any]:
    """Counts in the desk's navigation."""
    return {}
