"""Requests whose user is known to be signed in, for type checkers and readers."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class DeskRequest(HttpRequest):
    """A request that has passed the sign-in door."""

    user: User
    htmx: HtmxDetails
