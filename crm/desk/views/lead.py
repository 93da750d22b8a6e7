"""The page of one lead, with the inbox beside it."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4
from zlib import crc32

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.models import User
from accounts.permissions import desk as desk_only
from crm.attachments.models import Attachment
from crm.cadences.presenters import lead as cadences
from crm.desk.forms.lead import LONGEST_WORDS, AdvanceForm, AssignForm, CallForm, NoteForm, SpokenStepForm
from crm.desk.forms.phones import PhoneForm
from crm.desk.forms.text import TextForm
from crm.desk.presenters import texts as presenters
from crm.desk.presenters.lead import missed_just_now, path, proposals
from crm.desk.presenters.queue import reason
from crm.desk.queries import texts as queries
from crm.desk.queries.lead import lead_page
from crm.desk.queries.spoken import spoken
from crm.desk.views.inbox_list import address_of, inbox_context, of_the_list, place_of, tabs_context
from crm.desk.views.visible import follows_merges, visible_lead
from crm.leads.models import Activity, Lead
from crm.leads.presenters import details, timeline
from crm.leads.queries import mentions
from crm.leads.queries.duplicates import duplicates_of
from crm.leads.rules.details import PERSON_DETAILS, REQUIREMENT_DETAILS, TAGS
from crm.leads.rules.lost_reasons import LostReason
from crm.leads.rules.show import Show
from crm.leads.services import texts
from crm.routing.presenters import why
from kit import clock, pinyin
from messaging import queries as messaging
from messaging.models import Language
from messaging.services import permission

# The panels of the composer behind its first one; a form that came back with errors opens its own.
PANELS = ("text", "step", "assign", "lost")
# In the address of the panel, in place of the key of a template.
OWN_WORDS = "own"
# What a chip says, and the words it stands for.
STEP_CHOICES = ((_("+1 day"), _("in 1 day")), (_("+3 days"), _("in 3 days")), (_("+1 week"), _("in 1 week")))


@never_cache
@desk_only
@require_safe
@follows_merges
def lead(request: DeskRequest, pk: int) -> HttpResponse:
    """One lead: who, what next, the call box, and of its timeline what `?show=` names; htmx may ask for that alone."""
    lead = visible_lead(request, pk)
    if request.htmx.target == "timeline":
        return render(request, "crm/desk/_timeline.html", lead_context(request.user, lead, request.GET, clock.now()))
    return render_lead(request, lead)


@never_cache
@desk_only
@require_safe
def when(request: DeskRequest, pk: int) -> HttpResponse:
    """How the words for a next step are understood, read back."""
    lead, at, words = visible_lead(request, pk), clock.now(), request.GET.get("words", "")[:LONGEST_WORDS]
    found = spoken(words, lead, at) if words.strip() else None
    return render(request, "crm/desk/_when.html", {"words": words, "found": found, "owner": lead.owner, "now": at})


def render_lead(
    request: DeskRequest, lead: Lead, *, status: int = 200, panel: str = "note", **shown: Any
) -> HttpResponse:
    """The lead's panes alone for htmx, else the inbox with them; `shown` replaces what the panes show by default."""
    at, address = clock.now(), address_of(request)
    panel = next((name for name in PANELS if f"{name}_form" in shown), panel)
    context = lead_context(request.user, lead, address, at) | shown | {"panel": panel}
    if lead.owner_id:
        context["assign_form"].leave_out(lead.owner_id)
    if panel == "text":
        is_sent = request.method == "POST" and status == HTTPStatus.OK
        context |= texts_context(request, lead, at, form=shown.get("text_form"), is_sent=is_sent)
    if not request.htmx:
        beside = inbox_context(request, at=at, beside=lead.pk)
        return render(request, "crm/desk/lead.html", beside | context, status=status)
    query, walk = of_the_list(address), of_the_list(address)
    walk.pop("page", None)
    context |= {
        "query": query.urlencode(),
        "filter_query": walk.urlencode(),
        "position": place_of(request.user, query, lead.pk, at),
    }
    if request.method == "POST":
        context |= {"acted": True, **tabs_context(request.user, query, at)}
    return render(request, "crm/desk/_lead_panes.html", context, status=status)


def render_next(request: DeskRequest, lead: Lead, *, finished: Lead | None) -> HttpResponse:
    """The panes of a lead that opened by itself, for htmx; the list comes anew, the finished lead where it stood."""
    at = clock.now()
    beside = inbox_context(request, at=at, beside=lead.pk, finished=finished)
    context = lead_context(request.user, lead, QueryDict(), at)
    return render(request, "crm/desk/_lead_panes.html", beside | context | {"is_next": True})


def lead_context(user: User, lead: Lead, address: QueryDict, at: datetime) -> dict[str, Any]:
    """What the panes of one lead show; the address of the page names what the timeline shows."""
    page = lead_page(lead, to=user, at=at)
    show = _chosen(address)
    assign_form = AssignForm()
    if lead.owner_id:
        assign_form.leave_out(lead.owner_id)
    missed = lead.is_open and missed_just_now(page.timeline, page.undone, at)
    return {
        "lead": lead,
        "panel": "note",
        "key": uuid4(),
        "inquiries": page.inquiries,
        "path": path(lead),
        "reason": reason(lead, user, at),
        "person": details.details(lead, PERSON_DETAILS),
        "phones": list(lead.phones.all()),
        "duplicates": duplicates_of(lead, to=user),
        "requirements": details.details(lead, (*REQUIREMENT_DETAILS, TAGS)),
        "timeline": timeline.timeline(
            page.timeline,
            show=show,
            undone=page.undone,
            undoable=page.undoable,
            sent=page.sent,
            pinned=lead.pinned_id,
        ),
        "pinned": timeline.pinned_note(lead, page.timeline),
        "show": show,
        "chips": timeline.chips(page.timeline),
        "address": address,
        "why": why.explain(lead, [entry for entry in page.timeline if isinstance(entry, Activity)]),
        "refuses_texts": page.refuses_texts,
        "plan": page.plan,
        "plan_cells": cadences.cells_of(page.plan, lead, at) if page.plan else [],
        "outcomes": proposals(),
        "files": list(Attachment.objects.of(lead)),
        "may_download": not lead.is_in_pool or user.sees_all_leads,
        "colleagues": [(str(user), pinyin.spelled(str(user))) for user in mentions.colleagues()],
        "now": at,
        "missed": missed,
        "next_call": texts.next_call(lead, at) if missed else None,
        "text_count": page.text_count,
        "call_form": CallForm(),
        "note_form": NoteForm(),
        "step_form": SpokenStepForm(),
        "assign_form": assign_form,
        "lost_form": AdvanceForm(),
        "phone_form": PhoneForm(),
        "lost_reasons": LostReason.choices,
        "step_choices": STEP_CHOICES,
    }


def _chosen(address: QueryDict) -> Show:
    show = address.get("show", "")
    return Show(show) if show in Show.values else Show.ALL


def texts_context(
    request: DeskRequest, lead: Lead, at: datetime, form: TextForm | None = None, *, is_sent: bool = False
) -> dict[str, Any]:
    """The panel of texts: the thread, what may be chosen, and the next text as it would leave.

    The address names the template (`OWN_WORDS` for none); a form that came back names its own. After a text was sent
    the focus goes to it, and the form is empty.
    """
    versions = messaging.for_consultants(Language.CHINESE if lead.phone.startswith(texts.CHINA) else Language.ENGLISH)
    chosen = request.GET.get("template", "")
    takes_own_words = permission.takes_own_words(lead.phone)
    if form is None:
        version = next((one for one in versions if one.template.key == chosen), versions[0] if versions else None)
        form = TextForm(version=None if takes_own_words and chosen == OWN_WORDS else version)
        if form.version and not is_sent:
            leaving = permission.departure(lead.phone, at)
            form.begin_with(texts.values_of(lead, form.version, by=request.user, leaving=leaving))
    return {
        "lead": lead,
        "key": uuid4(),
        **thread_context(request, lead, at),
        "versions": versions,
        "own_words": OWN_WORDS if takes_own_words else "",
        "text_form": form,
        "is_sent": is_sent,
        "next_call": texts.next_call(lead, at) if lead.is_open else None,
        "preview": presenters.preview(
            lead, form.content, form.version, by=request.user, at=at, objection=form.objection
        ),
        "now": at,
    }


def thread_context(request: DeskRequest, lead: Lead, at: datetime) -> dict[str, Any]:
    """The texts in both directions, and a mark that changes with them."""
    bubbles = presenters.bubbles(queries.thread(lead, to=request.user), lead, at)
    return {"texts": bubbles, "mark": f"{crc32(repr(bubbles).encode()):x}"}
