"""What a person is told after an act, and told again when the same form comes once more; and where they go on."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import uuid5

from django import forms
from django.contrib import messages as toasts
from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts.errors import IdempotencyKeyReused, SentWithOtherWords
from accounts.http import DeskRequest
from accounts.services import idempotency
from crm.leads.models import Action
from crm.leads.presenters.timeline import undo_address

# What a person is told, and what takes it back.
Told = tuple[str, Action | None]


class KeyForm(forms.Form):
    """The key of one opened form; a browser that never heard the answer sends it again."""

    key = forms.UUIDField(required=False)


def once(request: DeskRequest, act: Callable[[], Told]) -> dict[str, str]:
    """Act, or say again what was said when this form came before."""

    def answer() -> idempotency.Answer:
        words, action = act()
        return HTTPStatus.OK, {"words": words, "undo": undo_address(action)}

    opened = KeyForm(request.POST)
    key = opened.cleaned_data["key"] if opened.is_valid() else None
    told: dict[str, str]
    if key is None:
        _status, told = answer()
        return told
    # The forms of one page share a key: each address writes once.
    key = uuid5(key, request.path)
    sent = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    try:
        _status, told = idempotency.once(request.user, str(key), idempotency.digest_of(request.path, sent), answer)
    except IdempotencyKeyReused:
        raise SentWithOtherWords from None
    return told


def say_once(request: DeskRequest, act: Callable[[], Told]) -> None:
    """Act once for each opened form, and say what was done on the next page."""
    told = once(request, act)
    toasts.info(request, told["words"], extra_tags=told["undo"])


def say(request: DeskRequest, words: str, action: Action | None) -> None:
    """A toast on the next page, with a button that takes the action back."""
    toasts.info(request, words, extra_tags=undo_address(action))


def to_lead(request: DeskRequest, pk: int) -> HttpResponseRedirect:
    """To a lead's page, with the list beside it as it was on the page that was left."""
    left, desk = urlsplit(request.headers.get("Referer", "")), reverse("desk:desk")
    is_beside = left.query and (left.path == desk or left.path.startswith(f"{desk}leads/"))
    address = reverse("desk:lead", args=[pk])
    return HttpResponseRedirect(f"{address}?{left.query}" if is_beside else address)
