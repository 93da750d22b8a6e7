"""What every template may show of routing."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from crm.routing.queries import answering
from kit import clock


def site(request: HttpRequest) -> dict[str, Any]:
    """`duty_card`: the consultant who would get an inquiry now, whose number the site shows."""
    return {"duty_card": SimpleLazyObject(lambda: answering.duty_card(clock.now()))}
