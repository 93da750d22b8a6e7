"""Small answers: robots.txt, the favicon, the living style guide."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let crawlers read what is published, and nothing of the workspace."""
    return render(request, "content/robots.txt", {"base": settings.PUBLIC_BASE_URL}, content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever the page says."""
    return redirect(static("img/logo.svg"), permanent=True)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build with them; in development and tests only."""
    if settings.IS_PRODUCTION:
        raise Http404
    return render(request, "content/styleguide.html")
