"""A provider that speaks Alibaba Cloud's SMS HTTP, on a free port, with faults on order."""

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from kit.clock import SHANGHAI
from tests.fakes import serving

KEY, SECRET, CALLBACK = "LTAI-fake", "fake-secret", "unguessable-word"


class Fault(StrEnum):
    """What may go wrong with one SendSms."""

    NONE = "none"
    DROP_BEFORE = "drop before accept"
    ACCEPT_THEN_DROP = "accept, then drop"
    ACCEPT_SLOWLY = "accept, answer too late"
    GARBAGE = "no JSON"
    THROTTLED = "429"
    SERVER = "500"
    BAD_NUMBER = "isv.MOBILE_NUMBER_ILLEGAL"
    NO_TEMPLATE = "isv.SMS_TEMPLATE_ILLEGAL"
    NO_MONEY = "isv.AMOUNT_NOT_ENOUGH"
    BAD_KEY = "403"


ANSWERS = {
    Fault.THROTTLED: (429, "Throttling.User"),
    Fault.SERVER: (500, "InternalError"),
    Fault.BAD_KEY: (403, "InvalidAccessKeyId.NotFound"),
}
TAKEN = {Fault.NONE, Fault.ACCEPT_THEN_DROP, Fault.ACCEPT_SLOWLY}


@dataclass
class FakeAliyun:
    """The provider's memory and its temper."""

    fault: Fault = Fault.NONE
    slowness: float = 1.0
    accepted: list[dict] = field(default_factory=list)
    requests: list[dict] = field(default_factory=list)
    list_is_down: bool = False
    url: str = ""

    def send(self, query):
        self.requests.append(query)
        number = f"90061{len(self.requests):010d}^0"
        if self.fault in TAKEN:
            self.accepted.append({**query, "biz_id": number, "status": 1, "at": datetime.now(SHANGHAI)})
        return number

    def details(self, query):
        return [
            {
                "OutId": message["OutId"],
                "PhoneNum": message["PhoneNumbers"],
                "SendDate": f"{message['at']:%Y-%m-%d %H:%M:%S}",
                "SendStatus": message["status"],
                "ErrCode": "DELIVERED" if message["status"] == 3 else "",
                "Content": "【井冈山培训】…",
                "TemplateCode": message["TemplateCode"],
            }
            for message in self.accepted
            if message["PhoneNumbers"] == query["PhoneNumber"] and f"{message['at']:%Y%m%d}" == query["SendDate"]
        ]

    def report(self, message, *, success=True):
        """One line of the batch that Alibaba posts to us."""
        return {
            "phone_number": message["PhoneNumbers"],
            "success": success,
            "err_code": "DELIVERED" if success else "MOBILE_NOT_ON_SERVICE",
            "biz_id": message["biz_id"],
            "out_id": message["OutId"],
            "sms_size": "1",
        }


class Handler(serving.Handler):
    def do_POST(self):
        fake = self.server.fake
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        action = self.headers.get("x-acs-action")
        if not self.headers.get("Authorization", "").startswith(f"ACS3-HMAC-SHA256 Credential={KEY},"):
            return self.answer(403, {"Code": "InvalidAccessKeyId.NotFound", "Message": "?", "RequestId": "r"})
        if action == "QuerySendDetails":
            if fake.list_is_down:
                return self.answer(500, {"Code": "InternalError", "Message": "?", "RequestId": "r"})
            found = {"SmsSendDetailDTO": fake.details(query)}
            return self.answer(200, {"Code": "OK", "Message": "OK", "TotalCount": 1, "SmsSendDetailDTOs": found})
        if action == "QuerySmsSignList":
            signs = [{"SignName": "井冈山培训", "AuditStatus": "AUDIT_STATE_PASS"}]
            return self.answer(200, {"Code": "OK", "Message": "OK", "SmsSignList": signs})
        return self.send_sms(fake, query)

    def send_sms(self, fake, query):
        number = fake.send(query)
        if fake.fault in {Fault.DROP_BEFORE, Fault.ACCEPT_THEN_DROP}:
            self.close_connection = True
            self.connection.close()
            return None
        if fake.fault == Fault.ACCEPT_SLOWLY:
            time.sleep(fake.slowness)
        if fake.fault in TAKEN:
            return self.answer(200, {"Code": "OK", "Message": "OK", "BizId": number, "RequestId": "r"})
        if fake.fault == Fault.GARBAGE:
            return self.answer(200, "<html>")
        status, code = ANSWERS.get(fake.fault, (200, fake.fault.value))
        return self.answer(status, {"Code": code, "Message": "?", "RequestId": "r"})

    def answer(self, status, content):
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(**temper):
    """A provider that listens on 127.0.0.1 while the block runs; `url` is its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.fake = FakeAliyun(**temper)
    with serving.serving(server) as server.fake.url:
        yield server.fake
