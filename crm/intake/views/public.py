"""The pages for visitors: ask, see who will call, add details, tap a hotline, keep a card."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from consultants.models import Consultant
from content import queries as content
from content.middleware import VisitRequest
from crm.intake.forms.inquiry import CONSENT_VERSION, DetailsForm, InquiryForm, Origin, TapForm
from crm.intake.models import Inquiry
from crm.intake.queries import inquiries as inquiries_queries
from crm.intake.rules import vcards
from crm.intake.rules.asked import Asked
from crm.intake.rules.attribution import source_of
from crm.intake.rules.suspicion import Suspicion
from crm.intake.services import details, hotline, inquiries
from crm.leads.forms import as_written
from crm.leads.queries import caller
from kit import clock, text, throttle
from kit.errors import Refusal
from kit.forms import refusals
from kit.throttle import TooManyRequests
from messaging.services import opt_outs

RECEIVED_SALT = "crm.received"
RECEIVED_FOR = 14 * 24 * 3600


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inquire(request: VisitRequest) -> HttpResponse:
    """The inquiry form: a page of its own, and the address to which the form on every article posts."""
    if request.method != "POST":
        from_page = Page.objects.live().filter(pk=text.number(request.GET.get("from", ""))).specific().first()
        return render(request, "crm/intake/inquiry_ask.html", {"page": from_page})
    form = InquiryForm(request.POST, auto_id="inquiry_%s")
    if form.is_valid():
        with refusals(form):
            throttle.check(settings.INQUIRIES_PER_ADDRESS, "inquire", throttle.network(request))
            inquiry = inquiries.receive(_asked(request, form))
            return _to_received(request, inquiry)
    template = "crm/intake/_inquiry_form.html" if _wants_fragment(request) else "crm/intake/inquiry_ask.html"
    return render(request, template, {"form": form}, status=_status_of(form))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def received(request: HttpRequest, token: str) -> HttpResponse:
    """What the visitor sees afterwards: number, consultant, promise, and the second step."""
    inquiry = _by_token(token)
    form = DetailsForm(request.POST or None, auto_id="details_%s")
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            throttle.check("20/hour", "details", str(inquiry.pk))
            inquiry = details.add(inquiry.pk, **form.cleaned_data)
        if not form.errors and not _wants_fragment(request):
            return redirect(request.path)
    status = _status_of(form) if form.errors else 200
    template = "crm/intake/_inquiry_received.html" if _wants_fragment(request) else "crm/intake/inquiry_received.html"
    return render(request, template, _confirmation(inquiry, form, token), status=status)


@never_cache
@require_safe
def refuse_texts(request: HttpRequest, token: str) -> HttpResponse:
    """From the confirmation to the page on which this visitor's number refuses text messages."""
    message = inquiries_queries.text_to(_by_token(token))
    if message is None:
        raise Http404
    return redirect(opt_outs.link(message))


@require_safe
def vcard(request: HttpRequest, pk: int) -> HttpResponse:
    """A consultant's card for the visitor's address book, so that the call is recognised."""
    consultant = get_object_or_404(Consultant, pk=pk, is_active=True)
    card = vcards.card(name=consultant.name, organisation=content.profile().name, telephone=consultant.hotline)
    answer = HttpResponse(card, content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="consultant-{consultant.pk}.vcf"'
    return answer


@csrf_exempt
@require_POST
def tap(request: VisitRequest) -> HttpResponse:
    """A beacon: a visitor tapped a hotline. Always 204, because the telephone call does not wait for an answer."""
    form = TapForm(request.POST)
    if form.is_valid():
        with suppress(Refusal):
            throttle.check("60/10 minutes", "tap", throttle.network(request))
            hotline.record_tap(**form.cleaned_data, visit_id=request.visit.id)
    return HttpResponse(status=204)


def _asked(request: VisitRequest, form: InquiryForm) -> Asked:
    values, visit = form.cleaned_data, request.visit
    origin = Origin.read(values["origin"])
    return Asked(
        name=values["name"],
        phone=values["phone"],
        head_count=values["head_count"],
        head_count_raw=as_written(form),
        submission_key=form.submission_key(origin),
        source=source_of(
            from_article=bool(origin and origin.is_article),
            utm_source=visit.utm.get("utm_source", ""),
            referrer=visit.referrer_host,
        ),
        consent_version=CONSENT_VERSION,
        consent_address=throttle.address(request) or None,
        page_id=origin.page_id if origin else None,
        page_title=origin.page_title if origin else "",
        shown_consultant_id=origin.consultant_id if origin else None,
        programme=origin.programme if origin else "",
        visit_id=visit.id,
        landing_path=visit.landing_path,
        referrer=visit.referrer_host,
        utm=visit.utm,
        suspect_reason=Suspicion.TRAP if values["nickname"] else "",
    )


def _status_of(form: Form) -> int:
    """The status of a form that was refused."""
    return TooManyRequests.status if form.has_error(NON_FIELD_ERRORS, TooManyRequests.code) else 422


def _wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _to_received(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    token = signing.dumps(inquiry.pk, salt=RECEIVED_SALT)
    if not _wants_fragment(request):
        return redirect("intake:received", token)
    context = _confirmation(inquiry, DetailsForm(auto_id="details_%s"), token)
    return render(request, "crm/intake/_inquiry_received.html", context)


def _by_token(token: str) -> Inquiry:
    try:
        pk = signing.loads(token, salt=RECEIVED_SALT, max_age=RECEIVED_FOR)
    except signing.BadSignature:
        raise Http404 from None
    return get_object_or_404(Inquiry.objects.select_related("lead__owner"), pk=pk)


def _confirmation(inquiry: Inquiry, form: DetailsForm, token: str) -> dict[str, Any]:
    lead, at = inquiry.lead, clock.now()
    return {
        "inquiry": inquiry,
        "consultant": caller.who_calls(lead, at) if lead else None,
        "promised": clock.spoken(inquiry.promised_at, seen_from=at) if inquiry.promised_at else "",
        # Only the second step of this inquiry can have moved the lead.
        "moved_from": inquiries_queries.moved_from(lead) if lead and inquiry.organisation_name else "",
        "is_texted": inquiries_queries.text_to(inquiry) is not None and not opt_outs.is_out(inquiry.phone),
        "form": form,
        "token": token,
    }
