"""Importing leads: upload, match the columns, correct rows, decide about duplicates."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from crm.leads.services.undo import UNDO_WITHIN
from crm.transfer import presenters, queries
from crm.transfer.forms import CellForm, ChoiceForm, ColumnsForm, HeadingRowForm, SheetForm, StartForm, UploadForm
from crm.transfer.models import Import, Verdict
from crm.transfer.models.row import PROBLEMS
from crm.transfer.services import running, taking_back, uploads, workbooks
from kit import clock
from kit.errors import Refusal
from kit.forms import refusals

PER_PAGE = 50
DUPLICATES_SHOWN = 20
EARLIER_SHOWN = 20


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: DeskRequest) -> HttpResponse:
    """Upload a spreadsheet; earlier imports."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            file = form.cleaned_data["file"]
            job = uploads.take(name=file.name, content=file.read(uploads.MOST_BYTES + 1), by=request.user)
            return redirect(job)
    earlier = Import.objects.visible_to(request.user).select_related("by").order_by("-created_at")[:EARLIER_SHOWN]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "crm/transfer/import_list.html", {"form": form, "imports": earlier}, status=status)


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: DeskRequest, pk: int) -> HttpResponse:
    """One import: its sheet, cell by cell. A POST chooses the sheet, the row of the headings, or the columns."""
    job = _job(request, pk)
    if request.method != "POST":
        return _page(request, job)
    if "sheet" in request.POST:
        sheet = SheetForm(job, request.POST)
        return _act(request, job, sheet, lambda: uploads.choose_sheet(pk, **sheet.cleaned_data))
    if "number" in request.POST:
        row = HeadingRowForm(request.POST)
        return _act(request, job, row, lambda: uploads.choose_heading_row(pk, **row.cleaned_data))
    columns = ColumnsForm(len(presenters.headings(job)), request.POST)
    return _act(
        request,
        job,
        columns,
        lambda: uploads.match(pk, fields=columns.columns, remember=columns.cleaned_data["remember"]),
    )


@never_cache
@desk_only
@require_POST
def cell(request: DeskRequest, pk: int) -> HttpResponse:
    """Write another text into one cell."""
    job, form = _job(request, pk), CellForm(request.POST)
    return _act(request, job, form, lambda: uploads.correct(pk, **form.cleaned_data))


@never_cache
@desk_only
@require_POST
def choice(request: DeskRequest, pk: int) -> HttpResponse:
    """Decide what is done with one duplicate, or with all."""
    job, form = _job(request, pk), ChoiceForm(request.POST)
    return _act(request, job, form, lambda: uploads.choose(pk, **form.cleaned_data))


@never_cache
@desk_only
@require_safe
def wrong_rows(request: DeskRequest, pk: int) -> HttpResponse:
    """The rows with errors as a spreadsheet, each with what is wrong; corrected it can be uploaded again."""
    job = _job(request, pk)
    answer = HttpResponse(workbooks.wrong_rows(job), content_type=workbooks.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="import-{job.pk}-wrong-rows.xlsx"'
    return answer


@never_cache
@desk_only
@require_POST
def start(request: DeskRequest, pk: int) -> HttpResponse:
    """Begin to import."""
    job, form = _job(request, pk), StartForm(request.user, request.POST)
    return _act(request, job, form, lambda: running.start(pk, **form.cleaned_data, by=request.user))


@never_cache
@desk_only
@require_POST
def go_on(request: DeskRequest, pk: int) -> HttpResponse:
    """Carry on an import that was broken off."""
    return _act(request, _job(request, pk), None, lambda: running.go_on(pk))


@never_cache
@desk_only
@require_POST
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Take an import back."""
    return _act(request, _job(request, pk), None, lambda: taking_back.take_back(pk, by=request.user))


def _job(request: DeskRequest, pk: int) -> Import:
    return get_object_or_404(
        Import.objects.visible_to(request.user).select_related("by", "consultant", "action"), pk=pk
    )


def _act(request: DeskRequest, job: Import, form: Form | None, act: Callable[[], object]) -> HttpResponse:
    """Do what a valid form says and show the page again; a refusal stands on it."""
    if form is not None and not form.is_valid():
        words = [str(error) for errors in form.errors.values() for error in errors]
        return _page(request, job, refusal=" ".join(words))
    try:
        act()
    except Refusal as refusal:
        return _page(request, job, refusal=str(refusal))
    if request.htmx:
        return _page(request, _job(request, job.pk))
    kept = request.POST.get("kept", "")
    return redirect(f"{job.get_absolute_url()}?{kept}" if kept else job)


def _page(request: DeskRequest, job: Import, *, refusal: str = "") -> HttpResponse:
    """The import as its address shows it; a form names that address in `kept`. htmx gets what is inside the page."""
    address = QueryDict(request.POST["kept"]) if "kept" in request.POST else request.GET
    only_problems = address.get("only") == "problems"
    rows = queries.of_sheet(job).select_related("known__owner")
    shown = rows.filter(verdict__in=PROBLEMS) if only_problems else rows.exclude(number=job.heading_row)
    page = Paginator(shown, PER_PAGE).get_page(address.get("page"))
    headings = presenters.headings(job)
    some = list(rows.filter(verdict=Verdict.DUPLICATE)[:DUPLICATES_SHOWN])
    counts = queries.counts(job)
    at = clock.now()
    context = {
        "job": job,
        "is_fresh": job.action is not None and at - job.action.at < UNDO_WITHIN,
        "headings": headings,
        "fields": presenters.FIELDS,
        "page_obj": page,
        "lines": presenters.lines(job, page.object_list, len(headings)),
        "only_problems": only_problems,
        "goes_on": "column" in request.POST,
        "kept": address.urlencode(),
        "pages_query": "only=problems" if only_problems else "",
        "counts": counts,
        "problem_count": counts.verdicts[Verdict.ERROR] + counts.verdicts[Verdict.DUPLICATE],
        "open_columns": sum(heading.is_open for heading in headings),
        "duplicates": list(presenters.duplicates(job, some)),
        "duplicates_left": counts.verdicts[Verdict.DUPLICATE] - len(some),
        "sheet_form": SheetForm(job) if len(job.sheets) > 1 else None,
        "heading_row_form": HeadingRowForm(initial={"number": job.heading_row}, auto_id="heading_%s"),
        "start_form": StartForm(request.user),
        "left": queries.left(job),
        "is_broken_off": job.is_broken_off(at),
        "refusal": refusal,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    template = "crm/transfer/_import.html" if request.htmx else "crm/transfer/import.html"
    return render(request, template, context, status=status)
