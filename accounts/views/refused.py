"""Pages for requests that were refused before they reached a view."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: say how to go on."""
    return render(request, "403_csrf.html", status=403)
