"""The URLs of all apps."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from django.views.static import serve
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as cms_urls
from wagtail.documents import urls as document_urls

from accounts.views import session
from config.api import urlpatterns as api_urls
from kit.views import healthz

# Pictures only: uploaded documents have an address of their own, which sends them as attachments.
media_urls = [
    path(f"media/{folder}/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / folder})
    for folder in ("images", "original_images")
]

handler400 = "kit.problems.bad_request"
handler403 = "kit.problems.permission_denied"
handler404 = "kit.problems.not_found"
handler500 = "kit.problems.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # A visitor without cookies may choose a language as well, and a foreign page could do no harm by choosing one.
    path("language/", csrf_exempt(set_language), name="set-language"),
    path("accounts/", include("accounts.urls")),
    path("", include("crm.leads.urls")),
    path("", include("crm.notices.urls")),
    path("", include("crm.cadences.urls")),
    path("", include("crm.pool.urls")),
    path("", include("crm.routing.urls")),
    path("", include("crm.intake.urls")),
    path("", include("crm.desk.urls")),
    path("", include("crm.transfer.urls")),
    path("", include("crm.audit.urls")),
    path("", include("consultants.urls")),
    path("", include("messaging.urls")),
    path("", include("content.urls")),
    path("classes/", include("enrollment.classes.urls")),
    path("classes/", include("enrollment.seats.urls")),
    path("reports/", include("reports.urls")),
    path("api/v1/", include(api_urls)),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api_docs.html"),
        name="api-docs",
    ),
    path("admin/login/", session.other_sign_in),
    path("cms/login/", session.other_sign_in),
    path("_util/login/", session.other_sign_in),
    path("admin/", admin.site.urls),
    path("cms/", include(cms_urls)),
    path("documents/", include(document_urls)),
    *(media_urls if settings.SERVE_MEDIA else []),
    path("", include(wagtail_urls)),
]
