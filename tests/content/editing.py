"""The editor's forms, sent as a browser sends them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

STREAMS = ("body", "facts", "timetable", "next_steps")
PUBLISH = {"action-publish": "1"}


def new(kind: type[Page], parent: Page) -> str:
    """The address of the form for a new page."""
    return f"/cms/pages/add/content/{kind._meta.model_name}/{parent.pk}/"


def form_of(page: Page) -> str:
    """The address of the form of a page."""
    return f"/cms/pages/{page.pk}/edit/"


def filled(client: Client, address: str, **typed: Any) -> dict[str, Any]:
    """What a form at an address sends after this was typed into it; texts are left empty."""
    found = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    return {**found.dict(), **{f"{name}-count": "0" for name in STREAMS}, **typed}


def publish(client: Client, address: str, **typed: Any) -> HttpResponse:
    """Type into a form and publish."""
    return client.post(address, filled(client, address, **typed) | PUBLISH)
