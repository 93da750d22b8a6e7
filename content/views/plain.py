"""Small answers: robots.txt, the favicon, the one way to sign in, the living style guide."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let crawlers read what is published, and nothing of the workspace."""
    return render(request, "content/robots.txt", {"base": settings.PUBLIC_BASE_URL}, content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever the page says."""
    return redirect(static("img/logo.svg"), permanent=True)


def cms_sign_in(request: HttpRequest) -> HttpResponse:
    """The editor has no sign-in of its own."""
    wish = request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect_to_login(wish, resolve_url(settings.LOGIN_URL))


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build with them; in development and tests only."""
    if settings.IS_PRODUCTION:
        raise Http404
    return render(request, "content/styleguide.html")
