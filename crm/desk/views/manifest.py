"""What a browser needs to install the workspace as an application."""

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# As --white and --pine-700 in tokens.css; a manifest knows no custom properties.
BACKGROUND, THEME = "#ffffff", "#155b3f"


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest in the visitor's language; it holds no personal data and is public."""
    said = {
        "id": reverse("desk:desk"),
        "name": _("Enrolment desk"),
        "short_name": _("Enrolment desk"),
        "lang": get_language(),
        "start_url": reverse("accounts:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": BACKGROUND,
        "theme_color": THEME,
        "icons": [
            _icon("icon-192", 192),
            _icon("icon-512", 512),
            _icon("icon-maskable-512", 512) | {"purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": _("Lead inbox"), "url": reverse("desk:desk")},
            {"name": _("Telephone calls"), "url": reverse("intake:telephone")},
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": static(f"img/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
