"""Requests whose user is known to be signed in, for type checkers and readers."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class DeskRequest(HttpRequest):
    """A request of a user who is signed in."""

    user: User
    htmx: HtmxDetails
