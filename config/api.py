"""The API's URLs; each app brings its own."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.parsers import FormParser

from kit.api import JSONParser


def only_ours(endpoints: list[tuple[Any, ...]], **kwargs: Any) -> list[tuple[Any, ...]]:
    """Keep Wagtail's own editor API out of the published schema."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/")]


urlpatterns: list[URLPattern | URLResolver] = [
    path("token/", ObtainAuthToken.as_view(parser_classes=[FormParser, JSONParser]), name="api-token"),
    path("", include("consultants.api.urls")),
    path("", include("crm.intake.api.urls")),
    path("", include("crm.desk.api.urls")),
    path("", include("crm.transfer.api.urls")),
    path("", include("crm.pool.api.urls")),
    path("", include("crm.cadences.api.urls")),
    path("", include("messaging.api.urls")),
    path("", include("reports.api.urls")),
]
