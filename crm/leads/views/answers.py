"""The answer to an action: words with an undo button, the same again when a form is sent twice, and the next page."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import uuid5

from django import forms
from django.contrib import messages as toasts
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts.errors import IdempotencyKeyReused, SentWithOtherWords
from accounts.http import DeskRequest
from accounts.services import idempotency
from crm.leads.models import Action
from crm.leads.presenters.timeline import undo_address

# In the address of an undo: it comes back to the page that offered it.
STAY = "stay"
# Words for the user (empty where nothing needs to be said), and the action that they offer to undo.
Answer = tuple[str, Action | None]
# What may differ when a form is sent again.
OF_THE_WAY = {"csrfmiddlewaretoken", "written_at", "written_by"}


class KeyForm(forms.Form):
    """The key of one opened form; a browser that never got the answer sends the form again with the same key."""

    key = forms.UUIDField(required=False)


def say(request: DeskRequest, words: str, action: Action | None) -> None:
    """A toast on the next page, with a button that undoes the action."""
    toasts.info(request, words, extra_tags=undo_address(action))


def say_done(request: DeskRequest, words: str, *, undo: str = "") -> None:
    """A toast on the next page about something else than a lead; `undo` is the address that takes it back."""
    toasts.info(request, words, extra_tags=undo)


def say_once(request: DeskRequest, act: Callable[[], Answer], *, stays: bool = False) -> None:
    """Act once for each opened form, and show the same toast whenever the form is sent.

    With `stays` the undo comes back to the page of the toast, not to the lead.

    Raises SentWithOtherWords where the key was sent before with other values, and whatever `act` raises.
    """

    def answer() -> idempotency.Answer:
        words, action = act()
        undo = undo_address(action)
        return HTTPStatus.OK, {"words": words, "undo": f"{undo}?{STAY}=1" if undo and stays else undo}

    form = KeyForm(request.POST)
    if form.is_valid() and form.cleaned_data["key"]:
        # The forms of one page share a key: each address writes once.
        key = str(uuid5(form.cleaned_data["key"], request.path))
        values = sorted((name, values) for name, values in request.POST.lists() if name not in OF_THE_WAY)
        said = [values, [_said_of(name, file) for name, files in request.FILES.lists() for file in files]]
        try:
            _status, toast = idempotency.once(request.user, key, idempotency.digest_of(request.path, said), answer)
        except IdempotencyKeyReused:
            raise SentWithOtherWords from None
    else:
        _status, toast = answer()
    if toast["words"]:
        toasts.info(request, toast["words"], extra_tags=toast["undo"])


def _said_of(name: str, file: UploadedFile) -> list[str | None]:
    """What tells a file that was sent from others."""
    contents = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return [name, file.name, contents]


def to_lead(request: DeskRequest, pk: int, *, page: str = "desk:lead") -> HttpResponseRedirect:
    """To a lead's page, with the list beside it as it was on the page before."""
    before, inbox = urlsplit(request.headers.get("Referer", "")), reverse("desk:desk")
    was_beside = before.query and (before.path == inbox or before.path.startswith(f"{inbox}leads/"))
    address = reverse(page, args=[pk])
    return HttpResponseRedirect(f"{address}?{before.query}" if was_beside else address)
