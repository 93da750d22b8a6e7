"""The inbox of notices, and what a user wants to be told."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages as toasts
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from accounts.services import passwords
from crm.leads.models import Lead
from crm.leads.views.answers import say_done
from crm.notices import presenters, queries
from crm.notices.forms import ChoiceForm, MarkForm, ReadAtForm
from crm.notices.models import Notice, NoticeChoice
from crm.notices.services import choices, inbox
from kit import clock
from kit.views import page_number

PER_PAGE = 40


@never_cache
@desk_only
@require_safe
def notice_list(request: DeskRequest) -> HttpResponse:
    """What has not been read, or everything of the last months."""
    is_all, at = request.GET.get("show") == "all", clock.now()
    page = Paginator(queries.listed(request.user, only_unread=not is_all), PER_PAGE).get_page(page_number(request))
    leads = {notice.lead_id for notice in page if notice.lead_id}
    visible = {None, *Lead.objects.visible_to(request.user).filter(pk__in=leads).values_list("pk", flat=True)}
    context = {
        "page_obj": page,
        "rows": [presenters.row(notice, at, is_visible=notice.lead_id in visible) for notice in page],
        "is_all": is_all,
        "query": "show=all" if is_all else "",
        "now": at,
    }
    return render(request, "crm/notices/notice_list.html", context)


@never_cache
@desk_only
@require_POST
def open_notice(request: DeskRequest, pk: int) -> HttpResponse:
    """Read a notice and go to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user).select_related("lead"), pk=pk)
    inbox.mark_read(notice)
    if notice.lead is None:
        return redirect(notice.address or "desk:desk")
    if not Lead.objects.visible_to(request.user).filter(pk__in=Lead.objects.unmerged_for(notice.lead.pk)).exists():
        toasts.info(request, _("You do not work on this lead any more."))
        return redirect("notices:list")
    return redirect(notice.lead)


@never_cache
@desk_only
@require_POST
def read(request: DeskRequest, pk: int) -> HttpResponse:
    """Mark one notice as read, or as not read."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    form = MarkForm(request.POST)
    if form.is_valid() and form.cleaned_data["is_read"]:
        inbox.mark_read(notice)
    else:
        inbox.mark_unread(notice)
    return _back(request)


@never_cache
@desk_only
@require_POST
def read_all(request: DeskRequest) -> HttpResponse:
    """Mark everything as read."""
    count, at = inbox.mark_all_read(request.user)
    if count:
        words = ngettext("%(count)s notice is read.", "%(count)s notices are read.", count) % {"count": count}
        say_done(request, words, undo=f"{reverse('notices:unread-all')}?{urlencode({'at': at.isoformat()})}")
    return _back(request)


@never_cache
@desk_only
@require_POST
def unread_all(request: DeskRequest) -> HttpResponse:
    """Undo that everything was marked as read."""
    form = ReadAtForm(request.GET)
    if form.is_valid():
        inbox.mark_all_unread(request.user, read_at=form.cleaned_data["at"])
    return redirect("notices:list")


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def choices_page(request: DeskRequest) -> HttpResponse:
    """Which notices a user wants, in the inbox and by e-mail."""
    choice = NoticeChoice.objects.filter(user=request.user).first()
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial=ChoiceForm.ticked(choice))
    if form.is_valid():
        choices.keep(request.user, **form.cleaned_data)
        toasts.info(request, _("Saved. It holds for notices from now on."))
        return redirect("notices:settings")
    context = {"form": form, "has_mail": passwords.is_possible()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "crm/notices/notice_settings.html", context, status=status)


def _back(request: DeskRequest) -> HttpResponse:
    """The list that the button was pressed on."""
    return redirect(f"{reverse('notices:list')}{'?show=all' if request.POST.get('show') == 'all' else ''}")
