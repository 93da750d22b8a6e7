"""Looking over one gateway without sending: account, sender, signature, country, wordings, and a dry run."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from kit import clock, phones
from messaging import gateways
from messaging.gateways.base import Finding, Gateway
from messaging.models import Approval, Channel, Message, Purpose, TemplateVersion
from messaging.models.message import ERROR_WORDS
from messaging.rules import departure, segments
from messaging.services import dispatch, opt_outs, wording

# The wording every visitor gets, and a number nobody has.
REHEARSED, NOBODY = "inquiry_received", "+8613800000000"


def run(gateway: Gateway, *, number: str = NOBODY) -> list[Finding]:
    """Everything that can be known about a gateway; nothing leaves the house. The dry run is to `number` (E.164)."""
    found = gateway.inspect()
    if gateway.capabilities.needs_template:
        found.append(registered_at(gateway))
    if gateway in gateways.lanes(Channel.SMS):
        found.append(rehearse(gateway, number))
    return found


def registered_at(gateway: Gateway) -> Finding:
    """Whether each wording that goes out is registered with the carrier."""
    current = TemplateVersion.objects.filter(state=Approval.APPROVED).order_by("template_id", "-number")
    missing = [
        version.template.key
        for version in current.distinct("template_id").select_related("template")
        if gateway.name not in version.provider_ids
    ]
    return Finding("wordings", is_well=not missing, detail=", ".join(missing))


def rehearse(gateway: Gateway, number: str) -> Finding:
    """What would become of a text to this number now: the dispatcher's own judgement on a message nobody keeps."""
    version = TemplateVersion.objects.filter(template__key=REHEARSED, state=Approval.APPROVED).first()
    if version is None:
        return Finding("dry_run", is_well=False, detail=_("There is no approved wording of this name."))
    at = clock.now()
    text = wording.sample(version.text, version.signature)
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
    if isinstance(verdict, departure.Unreachable | departure.Forbidden):
        return Finding("dry_run", is_well=False, detail=str(ERROR_WORDS.get(verdict.code, verdict.code)))
    count = segments.count(text)
    cost = f"¥{count * settings.SMS_FEN_PER_SEGMENT / 100:.2f}"
    return Finding("dry_run", is_well=True, detail=f"{phones.mask(number)} ← {text} ({count} × SMS, {cost})")
