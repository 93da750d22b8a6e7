"""What every template may show of the centre."""

from typing import Any

from django.http import HttpRequest


def centre(request: HttpRequest) -> dict[str, Any]:
    """The centre's name and numbers."""
    return {}
