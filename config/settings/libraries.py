"""Settings of Wagtail, Django REST framework and the other libraries."""

import os
from typing import Any

from config.settings.environment import PUBLIC_BASE_URL, TRUSTED_PROXIES

# Without its dictionary of phrases pypinyin costs a process 13 MiB instead of 58; names are no phrases.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
DJANGO_TABLES2_TEMPLATE = "components/table.html"
DJANGO_TABLES2_TABLE_ATTRS = {"class": "table table-cards"}
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one's challenge makes a missing sign-in a 401 rather than a 403.
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kit.api.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["kit.filters.FilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 25,
    "DEFAULT_THROTTLE_CLASSES": [
        "kit.api.AnonymousThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "NUM_PROXIES": TRUSTED_PROXIES,
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    "EXCEPTION_HANDLER": "kit.problems.problem_details",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Training centre CRM",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # The addresses are grouped by what follows.
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False, "validatorUrl": None},
    "PREPROCESSING_HOOKS": ["config.api.only_ours"],
    # Several fields are called `source`, `state` and `purpose`, and mean different things.
    "ENUM_NAME_OVERRIDES": {
        "ActEnum": "crm.cadences.rules.steps.Act",
        "SourceEnum": "crm.leads.rules.sources.Source",
        "FileFormatEnum": "crm.transfer.models.Format",
        "ImportStateEnum": "crm.transfer.models.ImportState",
        "ExportStateEnum": "crm.transfer.models.ExportState",
        "MessageStateEnum": "messaging.models.message.CHOICES",
        "TemplatePurposeEnum": "messaging.models.TemplatePurpose",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_schema.document_errors",
    ],
}

# What an editor uploads is downloaded, and never shown as a page of this site.
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "doc",
    "docx",
    "jpg",
    "ods",
    "odt",
    "pdf",
    "png",
    "ppt",
    "pptx",
    "txt",
    "xls",
    "xlsx",
    "zip",
]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_SITE_NAME = "中信井冈山培训中心"
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Forgotten passwords have one page, ours.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
