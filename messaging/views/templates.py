"""The pages of the templates: the list, the history, and the next version."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import DeskRequest
from accounts.permissions import managers
from kit.forms import refusals
from messaging import queries
from messaging.forms import NewTemplateForm, ProviderIdForm, TemplateForm, VerdictForm
from messaging.models import Approval, Template, TemplateVersion
from messaging.rules import segments
from messaging.rules.lint import FINDING_WORDS
from messaging.services import rendering, templates
from messaging.tables import TemplateTable

UNPROCESSABLE = 422


@never_cache
@managers
@require_safe
def template_list(request: DeskRequest) -> HttpResponse:
    """Every template with what goes out now."""
    return render(request, "messaging/template_list.html", {"table": TemplateTable.page(request, queries.templates())})


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: DeskRequest, key: str) -> HttpResponse:
    """One template: its next version is written here; a refusal keeps what was typed."""
    template = get_object_or_404(Template, key=key)
    latest = template.versions.first()
    form = TemplateForm(
        request.POST or None, initial={"text": latest.text, "signature": latest.signature} if latest else {}
    )
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            templates.add_version(template, **form.cleaned_data, by=request.user)
            return redirect("messaging:template", template.key)
    return page(request, template, form)


@managers
@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: DeskRequest) -> HttpResponse:
    """A template that does not exist yet."""
    form = NewTemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            template = templates.create_template(**form.cleaned_data, by=request.user)
            return redirect("messaging:template", template.key)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "messaging/template_new.html", {"form": form}, status=status)


@managers
@require_POST
def template_count(request: DeskRequest, key: str) -> HttpResponse:
    """The text as it would go out, its segments and what carriers would refuse, while it is being typed."""
    template = get_object_or_404(Template, key=key)
    form = TemplateForm(request.POST)
    form.is_valid()
    text, signature = form.cleaned_data.get("text", ""), form.cleaned_data.get("signature", "")
    return render(request, "messaging/_template_count.html", counted(template, text, signature))


@managers
@require_POST
def template_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Submit, approve, reject or withdraw a version."""
    version = get_object_or_404(TemplateVersion.objects.select_related("template"), pk=pk)
    verdict = VerdictForm(request.POST)
    form = TemplateForm(initial={"text": version.text, "signature": version.signature})
    if verdict.is_valid():
        with refusals(verdict):
            templates.decide(
                pk, to=Approval(verdict.cleaned_data["to"]), by=request.user, note=verdict.cleaned_data["note"]
            )
            return redirect("messaging:template", version.template.key)
    return page(request, version.template, form, verdict=verdict)


@managers
@require_POST
def provider_id(request: DeskRequest, pk: int) -> HttpResponse:
    """Note under which id a carrier knows a version."""
    version = get_object_or_404(TemplateVersion.objects.select_related("template"), pk=pk)
    form = ProviderIdForm(request.POST)
    if form.is_valid():
        templates.set_provider_id(pk, **form.cleaned_data)
    return redirect("messaging:template", version.template.key)


def page(
    request: DeskRequest, template: Template, form: TemplateForm, verdict: VerdictForm | None = None
) -> HttpResponse:
    """The page of one template, with whatever was refused."""
    is_refused = bool(form.errors or (verdict and verdict.errors))
    text = form["text"].value() or ""
    context = {
        "template": template,
        "form": form,
        "verdict": verdict,
        "history": queries.history(template),
        **counted(template, text, form["signature"].value() or ""),
    }
    return render(request, "messaging/template.html", context, status=UNPROCESSABLE if is_refused else 200)


def counted(template: Template, text: str, signature: str) -> dict[str, object]:
    """What is shown beside a text: a sample, its length, segments and cost, and the findings."""
    sample = rendering.sample(text, signature)
    count = segments.count(sample)
    return {
        "template": template,
        "sample": sample,
        "letters": len(sample),
        "segments": count,
        "cost": count * settings.SMS_FEN_PER_SEGMENT / 100,
        "findings": [FINDING_WORDS[name] for name in templates.findings(template, text, signature)] if text else [],
    }
