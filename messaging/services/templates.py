"""Templates and their approval; each edit is a new version, and the old ones stay."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from kit import clock
from messaging.errors import (
    ApprovalNotAllowed,
    TemplateMalformed,
    TemplateObjectionable,
    TemplateUnchanged,
    TextTooLong,
)
from messaging.models import Approval, Template, TemplateVersion
from messaging.rules import lint, placeholders
from messaging.services import rendering

NEXT = {
    Approval.DRAFT: {Approval.SUBMITTED, Approval.WITHDRAWN},
    Approval.SUBMITTED: {Approval.APPROVED, Approval.REJECTED, Approval.WITHDRAWN},
}


@transaction.atomic
def create_template(key: str, *, text: str, signature: str = "", by: User, **columns: Any) -> Template:
    """Create a template of further `columns` with its first version, a draft.

    Raises TemplateMalformed, TextTooLong.
    """
    template = Template.objects.create(key=key, **columns)
    add_version(template, text=text, signature=signature, by=by)
    return template


@transaction.atomic
def add_version(template: Template, *, text: str, signature: str = "", by: User | None) -> TemplateVersion:
    """Add a version as a draft; an undecided version is withdrawn for it.

    Raises TemplateMalformed when it has an unknown placeholder, TextTooLong, TemplateUnchanged.
    """
    template = Template.objects.select_for_update().get(pk=template.pk)
    text = " ".join(text.split())
    check(template, text, signature)
    latest = template.versions.order_by("-number").first()
    if latest and (latest.text, latest.signature) == (text, signature) and latest.state != Approval.REJECTED:
        raise TemplateUnchanged
    template.versions.filter(state__in=[Approval.DRAFT, Approval.SUBMITTED]).update(
        state=Approval.WITHDRAWN, decided_at=clock.now(), decided_by=by
    )
    number = (template.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return TemplateVersion.objects.create(
        template=template, number=number, text=text, signature=signature, created_by=by
    )


def check(template: Template, text: str, signature: str = "") -> None:
    """Whether a text can be filled in; raises TemplateMalformed, TextTooLong."""
    if not text:
        raise TemplateMalformed(_("Write what the message is to say."))
    if placeholders.has_stray_braces(text):
        raise TemplateMalformed(_("A brace is left over: write a word as {name}."))
    if unknown := placeholders.unknown(text, template.variables):
        raise TemplateMalformed(
            _("These words are not known: {%(names)s}. Known words: %(known)s.")
            % {"names": "}, {".join(unknown), "known": ", ".join(template.variables) or "—"}
        )
    if len(rendering.sample(text, signature)) > lint.LONGEST_TEXT:
        raise TextTooLong


@transaction.atomic
def decide(version_id: int, *, to: Approval, by: User | None, note: str = "") -> TemplateVersion:
    """Move a version to its next approval state; the newest approved one is what goes out from then on.

    Raises ApprovalNotAllowed, and TemplateObjectionable when a text with findings is submitted.
    """
    version = TemplateVersion.objects.select_for_update(of=("self",)).select_related("template").get(pk=version_id)
    if to not in NEXT.get(Approval(version.state), set()):
        raise ApprovalNotAllowed
    if to == Approval.SUBMITTED and findings(version.template, version.text, version.signature):
        raise TemplateObjectionable
    version.state, version.note = to, note
    version.decided_at, version.decided_by = clock.now(), by
    version.save(update_fields=["state", "note", "decided_at", "decided_by"])
    return version


def set_provider_id(version_id: int, *, gateway: str, code: str) -> TemplateVersion:
    """Set the id under which a carrier knows this version; an empty code removes it."""
    with transaction.atomic():
        version = TemplateVersion.objects.select_for_update().get(pk=version_id)
        kept = {name: known for name, known in version.provider_ids.items() if name != gateway}
        version.provider_ids = {**kept, **({gateway: code} if code else {})}
        version.save(update_fields=["provider_ids"])
    return version


def findings(template: Template, text: str, signature: str = "") -> list[str]:
    """What carriers would refuse in a text, as stable codes."""
    return lint.findings(rendering.sample(text, signature), is_promotion=template.is_promotion)
