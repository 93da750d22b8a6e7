"""Alibaba Cloud SMS through its official SDK: registered templates, mainland numbers, receipts by post or on question.

Loaded by its dotted name and only where it is configured: the SDK brings fourteen packages and 54 MB
(docs/adr/0010). It keeps our UUID as `OutId`, so that what is found in its list is ours beyond doubt.
"""

import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from alibabacloud_dysmsapi20170525 import models
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.runtime import RuntimeOptions
from django.conf import settings
from Tea.exceptions import TeaException

from kit import clock
from messaging.gateways.base import (
    Capabilities,
    Finding,
    Forged,
    Incoming,
    NoAnswer,
    OutgoingMessage,
    Post,
    Receipt,
    Sighting,
    Unreadable,
)
from messaging.gateways.network import nothing_was_sent
from messaging.rules import outcomes
from messaging.rules.outcomes import Accepted, NotSent, Outcome, Paused, Refused, Unknown
from messaging.rules.receipts import STAND_IN

CONNECT_MS, READ_MS = 3_000, 10_000
PAGE_SIZE = 50
CHINA = "+86"
OK = "OK"
# Whose account or signature is at fault, not the message: the backlog waits until a manager has fixed it.
OURS = (
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "Forbidden",
    "isv.ACCOUNT_",
    "isv.OUT_OF_SERVICE",
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.PRODUCT_UN",
    "isv.SMS_SIGNATURE_ILLEGAL",
    "isp.RAM_PERMISSION_DENY",
)
THROTTLED = ("Throttling", "isv.DAY_LIMIT_CONTROL", "isp.GATEWAY_BUSY")
STATUS = {"1": "sent", "2": "failed", "3": "delivered"}


class AliyunGateway:
    """One account; the signature and the words go to Alibaba, which puts the registered text together."""

    name = "aliyun"
    capabilities = Capabilities(needs_template=True, mainland_only=True)

    def __init__(
        self,
        *,
        access_key_id: str,
        access_key_secret: str,
        callback_token: str,
        endpoint: str,
        timeout_ms: tuple[int, int] = (CONNECT_MS, READ_MS),
    ) -> None:
        """Keep the account; no request is made. `endpoint` is a scheme and a host."""
        host = urlsplit(endpoint)
        connect, read = timeout_ms
        self._callback_token = callback_token
        self._runtime = RuntimeOptions(autoretry=False, max_attempts=1, connect_timeout=connect, read_timeout=read)
        self._client = Client(
            Config(
                access_key_id=access_key_id,
                access_key_secret=access_key_secret,
                endpoint=host.netloc,
                protocol=host.scheme.upper(),
            )
        )

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Send one registered template, filled in by Alibaba."""
        request = models.SendSmsRequest(
            phone_numbers=outgoing.to.removeprefix(CHINA),
            sign_name=outgoing.signature,
            template_code=outgoing.provider_template,
            template_param=json.dumps(dict(outgoing.words), ensure_ascii=False),
            out_id=outgoing.uuid.hex,
        )
        try:
            answer = self._client.send_sms_with_options(request, self._runtime).body
        except TeaException as error:
            return meaning(error)
        if answer.code != OK:
            return of_code(str(answer.code or "no code"))
        return Accepted(sid=str(answer.biz_id), status="accepted") if answer.biz_id else Unknown("no number")

    def find(self, to: str, *, since: datetime, sid: str = "") -> list[Sighting]:
        """List a number's messages day by day, since Alibaba answers for one day at a time."""
        try:
            return list(self._sightings(to.removeprefix(CHINA), since, sid))
        except (TeaException, AttributeError, ValueError) as error:
            raise NoAnswer(type(error).__name__) from error

    def _sightings(self, to: str, since: datetime, sid: str) -> Iterator[Sighting]:
        day, today = clock.local(since).date(), clock.today()
        while day <= today:
            request = models.QuerySendDetailsRequest(
                phone_number=to,
                send_date=f"{day:%Y%m%d}",
                page_size=PAGE_SIZE,
                current_page=1,
                biz_id=sid if sid and not sid.startswith(STAND_IN) else None,
            )
            answer = self._client.query_send_details_with_options(request, self._runtime).body
            if answer.code != OK:
                raise NoAnswer(str(answer.code))
            found = answer.sms_send_detail_dtos
            for line in (found.sms_send_detail_dto if found else None) or []:
                if seen := sighting(line):
                    yield seen
            day += timedelta(days=1)

    def parse_callback(self, post: Post) -> list[Receipt | Incoming | Unreadable]:
        """Reports and replies; Alibaba signs nothing, so the unguessable word in the address must be ours."""
        given = urlsplit(post.url).path.rstrip("/").rsplit("/", 1)[-1]
        if not self._callback_token or not hmac.compare_digest(given.encode(), self._callback_token.encode()):
            raise Forged
        try:
            lines = json.loads(post.body)
        except ValueError:
            return [Unreadable(ascii(post.body), "no JSON")]
        if not isinstance(lines, list):
            return [Unreadable(ascii(lines), "no list")]
        return [news for line in lines if (news := self._news(line))]

    def _news(self, line: Any) -> Receipt | Incoming | Unreadable | None:
        if not isinstance(line, dict):
            return Unreadable(ascii(line), "no object")
        if "content" in line:
            if not isinstance(line["content"], str):
                return Unreadable(ascii(line), "no text")
            if not line.get("sequence_id"):
                return Unreadable(ascii(line), "no number of its own")
            number = CHINA + str(line.get("phone_number", "")).removeprefix(CHINA).removeprefix("86")
            return Incoming(
                f"aliyun-{line.get('sequence_id', '')}-{line.get('send_time', '')}", number, line["content"]
            )
        is_well = line.get("success") is True
        error = "" if is_well else str(line.get("err_code", ""))[:40]
        own = uuid_of(line.get("out_id"))
        return (
            Receipt(str(line.get("biz_id", "")), "delivered" if is_well else "undelivered", error, own) if own else None
        )

    def inspect(self) -> list[Finding]:
        """Ask for the templates and the signatures Alibaba has approved."""
        try:
            signs = self._client.query_sms_sign_list_with_options(models.QuerySmsSignListRequest(), self._runtime).body
        except TeaException as error:
            return [
                Finding("credentials", is_well=False, detail=str(getattr(error, "code", "") or type(error).__name__))
            ]
        if signs.code != OK:
            return [Finding("credentials", is_well=False, detail=str(signs.code))]
        approved = [sign.sign_name for sign in signs.sms_sign_list or [] if sign.audit_status == "AUDIT_STATE_PASS"]
        return [
            Finding("credentials", is_well=True),
            # The carriers put a number of their own in front; the signature is who we are.
            Finding("sender", is_well=True, detail=f"【{settings.SMS_SIGNATURE}】"),
            Finding("signature", is_well=settings.SMS_SIGNATURE in approved, detail=", ".join(approved)),
            Finding("geography", is_well=True, detail=CHINA),
            Finding("callback", is_well=bool(self._callback_token)),
        ]


def sighting(line: Any) -> Sighting | None:
    """A line of Alibaba's list as the reconciler reads it; its number comes only with the receipt."""
    own = uuid_of(line.out_id)
    if own is None:
        return None
    sent_at = datetime.strptime(line.send_date, "%Y-%m-%d %H:%M:%S").replace(tzinfo=clock.SHANGHAI)
    status = STATUS.get(str(line.send_status), "sent")
    error = str(line.err_code or "") if status == "failed" else ""
    return Sighting(f"{STAND_IN}{own.hex}", status, line.content or "", sent_at, error, own)


def uuid_of(text: object) -> UUID | None:
    """Our UUID from the field that the provider returns."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def of_code(code: str) -> Outcome:
    """What an answered refusal is about: our account, our pace, or this message."""
    if code.startswith(THROTTLED):
        return Paused("throttled")
    if code.startswith(OURS):
        return Paused(code, outcomes.MISCONFIGURED_PAUSE)
    return Refused(code[:40])


def meaning(error: TeaException) -> Outcome:
    """What an exception of the SDK says about the message; it hides the network's own one three levels deep."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        code = str(getattr(error, "code", "") or "")
        server = outcomes.of_http_error(status, code)
        return of_code(code) if isinstance(server, Refused) else server
    inner: BaseException | None = getattr(error, "inner_exception", None)
    while inner is not None:
        if isinstance(inner, Exception) and nothing_was_sent(inner):
            return NotSent(type(inner).__name__)
        inner = inner.__cause__ or inner.__context__
    return Unknown(type(error).__name__)
