"""Checks one gateway without sending: account, sender, signature, country, templates, and a dry run."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from kit import clock, phones
from messaging import gateways
from messaging.gateways.base import Finding, Gateway
from messaging.models import Approval, Channel, Message, Purpose, TemplateVersion
from messaging.models.message import ERROR_WORDS
from messaging.rules import segments, verdicts
from messaging.services import dispatch, opt_outs, rendering

# The template that every visitor gets, and a number that is not in use.
DRY_RUN_TEMPLATE, UNUSED_NUMBER = "inquiry_received", "+8613800000000"


def run(gateway: Gateway, *, number: str = UNUSED_NUMBER) -> list[Finding]:
    """Everything that can be known about a gateway; nothing is sent. The dry run is to `number` (E.164)."""
    found = gateway.inspect()
    if gateway.capabilities.needs_template:
        found.append(registered_at(gateway))
    if gateway in gateways.for_channel(Channel.SMS):
        found.append(dry_run(gateway, number))
    return found


def registered_at(gateway: Gateway) -> Finding:
    """Whether each template in use is registered with the carrier."""
    current = TemplateVersion.objects.filter(state=Approval.APPROVED).order_by("template_id", "-number")
    missing = [
        version.template.key
        for version in current.distinct("template_id").select_related("template")
        if gateway.name not in version.provider_ids
    ]
    return Finding("templates", is_well=not missing, detail=", ".join(missing))


def dry_run(gateway: Gateway, number: str) -> Finding:
    """What would become of a text to this number now: the dispatcher's own judgement on a message that is not saved."""
    version = TemplateVersion.objects.filter(template__key=DRY_RUN_TEMPLATE, state=Approval.APPROVED).first()
    if version is None:
        return Finding("dry_run", is_well=False, detail=_("There is no approved template of this name."))
    at = clock.now()
    text = rendering.sample(version.text, version.signature)
    message = Message(
        body=text,
        channel=Channel.SMS,
        to_number=number,
        purpose=Purpose.TRANSACTIONAL,
        claimed_at=at,
        expires_at=at + timedelta(days=1),
    )
    known = dispatch.Known(
        provider_template=version.provider_ids.get(gateway.name, ""),
        signature=version.signature,
        is_refused=opt_outs.is_out(number),
        is_consented=True,
        is_over=False,
        works_here=None,
    )
    verdict = dispatch.judge(message, gateway, known)
    if isinstance(verdict, verdicts.Unreachable | verdicts.Forbidden):
        return Finding("dry_run", is_well=False, detail=str(ERROR_WORDS.get(verdict.code, verdict.code)))
    count = segments.count(text)
    cost = f"¥{count * settings.SMS_FEN_PER_SEGMENT / 100:.2f}"
    return Finding("dry_run", is_well=True, detail=f"{phones.mask(number)} ← {text} ({count} × SMS, {cost})")
