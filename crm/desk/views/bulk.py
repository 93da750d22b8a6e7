"""One act on many leads: its form, what it would do, and doing it."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.desk.errors import NoLeadChosen
from crm.desk.filters import LeadFilter, known_query
from crm.desk.forms.bulk import WAYS, Act
from crm.desk.queries.lead_list import leads_of
from crm.desk.services.bulk import MOST_LEADS, Result
from crm.leads.views.answers import Answer, say_once
from kit import text
from kit.filters import narrowed
from kit.forms import refusals


@never_cache
@desk_only
@require_POST
def bulk(request: DeskRequest) -> HttpResponse:
    """Open the form of an act, show what it would do, or do it.

    `open` names the act whose form is opened; `step` is `preview` or `do`. htmx gets the panel, a browser without
    scripts a page.
    """
    act, query = _act(request.POST), known_query(QueryDict(request.POST.get("query", "")))
    chosen, way, preview = _chosen(request, query), WAYS[act], None
    step = "" if "open" in request.POST else request.POST.get("step", "")
    form = way.form(request.POST if step else None)
    if step and form.is_valid():
        with refusals(form):
            if step == "do":
                say_once(request, lambda: _said(act, way.carry_out(chosen, by=request.user, **form.cleaned_data)))
                return _to_list(request, query)
            preview = way.carry_out(chosen, by=request.user, is_trial=True, **form.cleaned_data)
    elif not step and not chosen:
        form = way.form({})
        form.full_clean()
        form.errors.clear()
        form.add_error(None, str(NoLeadChosen()))
    context = {
        "act": act,
        "acts": Act,
        "form": form,
        "preview": preview,
        "chosen": chosen,
        "query": query,
        "key": request.POST.get("key", ""),
    }
    template = "crm/desk/_bulk_panel.html" if request.htmx else "crm/desk/bulk.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _act(sent: QueryDict) -> Act:
    name = sent.get("open") or sent.get("act", "")
    if name not in Act.values:
        raise Http404
    return Act(name)


def _chosen(request: DeskRequest, query: str) -> list[int]:
    """The keys of the leads that are chosen: those of the boxes, or all that the list shows on all of its pages."""
    if request.POST.get("every"):
        leads = narrowed(LeadFilter(QueryDict(query), leads_of(request.user)))
        return list(leads.order_by("pk").values_list("pk", flat=True)[: MOST_LEADS + 1])
    return [number for number in map(text.number, request.POST.getlist("lead")) if number]


def _said(act: Act, result: Result) -> Answer:
    return " ".join(_sentences(act, result)), result.action


def _sentences(act: Act, result: Result) -> Iterator[str]:
    """What was done, and what was not and why."""
    done = ngettext("%(act)s: %(number)s lead done.", "%(act)s: %(number)s leads done.", len(result.done))
    yield done % {"act": act.label, "number": len(result.done)}
    for reason, leads in result.refused.items():
        names = "、".join(lead.name for lead in leads[:3])
        yield _("%(number)s not (%(names)s): %(reason)s") % {"number": len(leads), "names": names, "reason": reason}
    if result.missing:
        words = ngettext("%(number)s is not on your desk.", "%(number)s are not on your desk.", result.missing)
        yield words % {"number": result.missing}


def _to_list(request: DeskRequest, query: str) -> HttpResponse:
    address = f"{reverse('desk:lead-list')}?{query}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
