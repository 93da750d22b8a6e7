"""The texts of a lead: the thread, and a text before it is sent."""

from http import HTTPStatus
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.forms.text import TextForm
from crm.desk.presenters import texts as presenter
from crm.desk.views.lead import render_lead, texts_context, thread_context
from crm.desk.views.visible import follows_merges, visible_lead
from kit import clock


@never_cache
@desk_only
@require_safe
@follows_merges
def lead_texts(request: DeskRequest, pk: int) -> HttpResponse:
    """The thread of one lead with the form of the next text.

    htmx gets the panel, or with `?part=thread` the thread alone, where it is not as its `mark` says; else it is the
    lead's page with this panel open.
    """
    lead, at = visible_lead(request, pk), clock.now()
    if not request.htmx:
        return render_lead(request, lead, panel="text")
    if request.GET.get("part") == "thread":
        context = thread_context(request, lead, at)
        if request.GET.get("mark") == context["mark"]:
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return render(request, "crm/desk/_thread.html", context | {"lead": lead, "key": uuid4()})
    return render(request, "crm/desk/_texts.html", texts_context(request, lead, at))


@never_cache
@desk_only
@require_POST
@follows_merges
def text_preview(request: DeskRequest, pk: int) -> HttpResponse:
    """A text as it would leave, while it is being written."""
    lead = visible_lead(request, pk)
    form = TextForm(request.POST)
    form.is_valid()
    preview = presenter.preview(
        lead, form.content, form.version, by=request.user, at=clock.now(), objection=form.objection
    )
    return render(request, "crm/desk/_text_preview.html", {"preview": preview, "text_form": form})
