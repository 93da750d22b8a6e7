"""The requests that write, one for each address that takes a POST."""

import uuid
from datetime import date, timedelta

from django.core import signing
from django.test import Client
from django.urls import reverse

from crm.intake.forms.inquiry import Origin
from crm.intake.views.public import RECEIVED_SALT
from crm.leads.models import Organisation
from crm.leads.services import leads, organisation_merging, organisations, pins
from messaging.services import opt_outs
from tests.consultants.test_filling_a_month import form_of, open_month
from tests.consultants.test_planning_a_person import as_shown
from tests.crm.attachments.factory import file_of
from tests.crm.cadences.test_the_follow_up_plan_page import sent as plan_sent
from tests.crm.routing.test_the_routing_rules_page import sent as routing_sent
from tests.crm.transfer.cases import CASES as TRANSFER
from tests.factories.leads import LeadFactory, further, merged_twin, twin

SOON = date.today() + timedelta(days=20)  # noqa: DTZ011  (a day far enough from midnight in every zone)
DAY = timedelta(days=1)
LATER, MUCH_LATER = SOON + 2 * DAY, SOON + 40 * DAY
RULES = {
    "days_new": "2", "days_contacted": "7", "days_qualified": "15", "warn_days": "1", "keep_quota": "20",
    "claims_a_day": "10", "reveals_a_day": "20", "reveals_an_hour": "30",
    "cooldown_days": "3", "manager_phone": "199 0000 0000", "version": "1",
}  # fmt: skip


def of(thing, **body):
    """Arguments and body of a request about one row."""
    return {"pk": thing.pk}, body


def signed_in(user):
    """A browser of somebody's own; failures of the server come back as answers."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


organisation = Organisation.called


def spelling(scene):
    """The key of another spelling of an organisation."""
    organisations.add_name(organisation("甲").pk, name="甲校", by=scene.manager)
    return Organisation.objects.get(name="甲校").pk


def split_off(scene):
    """The key of an organisation that was merged into another."""
    other = organisation("乙")
    organisation_merging.merge(organisation("甲").pk, other_id=other.pk, by=scene.manager)
    return other.pk


def span_of(day, cover):
    """Leave of one day."""
    return {"starts_on": day, "ends_on": day, "cover": cover.pk}


def person_of(scene, form):
    """One of the forms of a consultant's page, as it is shown."""
    page = signed_in(scene.manager).get(reverse("consultants:person", args=[scene.zhong.pk]))
    return as_shown(page, form)


def pinned_on(lead, by):
    """The key of a note that is pinned."""
    note = leads.note(lead.pk, text="财务在四楼", by=by)
    pins.pin(lead.pk, note_id=note.pk, by=by)
    return note.pk


def month_of(scene):
    """The roster as the page shows it, with one day taken away."""
    shown = form_of(open_month(signed_in(scene.manager), f"{LATER:%Y-%m}"))
    return shown | {"on": [one for one in shown["on"] if not one.startswith(f"{LATER}")]}


def desk_of(scene):
    """A consultant's leads as the page shows them, each with the colleague who gets it."""
    rows = signed_in(scene.manager).get(reverse("pool:hand-over", args=[scene.zhong.pk])).context["rows"]
    return {f"lead-{lead.pk}": to for lead, to in rows} | {"shown": [lead.pk for lead, _to in rows]}


NEW_WORDING = {
    "key": "spring",
    "title": "春季提醒",
    "purpose": "notify",
    "language": "zh-hans",
    "text": "{name}您好，春季班下周开课。",
}
NEW_USER = {"username": "zhou", "display_name": "周老师", "email": "zhou@example.cn", "role": "consultant",
    "hotline": "130 0000 0388"}  # fmt: skip
DETAILS = {"name": "王主任", "phone": "139 0000 2299", "head_count": "45"}
# Address: who sends it, and what.
CASES = {
    "intake:inquire": (None, lambda _: ({}, DETAILS | {"consent": "on", "origin": Origin.of_page(None, None).sign()})),
    "desk:lead-call": ("zhong", lambda s: of(s.own, outcome="interested", note="要课表")),
    "desk:lead-advance": ("zhong", lambda s: of(s.own, to="lost", lost_reason="预算")),
    "desk:lead-note": ("zhong", lambda s: of(s.own, text="周三再打")),
    "desk:lead-pin": ("zhong", lambda s: of(s.own, note_id=leads.note(s.own.pk, text="周三再打", by=s.zhong.user).pk)),
    "desk:lead-unpin": ("zhong", lambda s: of(s.own, note_id=pinned_on(s.own, s.zhong.user))),
    "desk:lead-detail": ("zhong", lambda s: ({"pk": s.own.pk, "name": "theme"}, {"theme": "廉政", "was": s.own.theme})),
    "desk:lead-merge": ("zhong", lambda s: ({"pk": s.own.pk, "other": twin(s.own).pk}, {"name": "other"})),
    "desk:lead-split": ("zhong", lambda s: of(s.own, other_id=merged_twin(s.own).pk)),
    "api-lead-merge": ("zhong", lambda s: of(s.own, other=twin(s.own).pk)),
    "api-lead-split": ("zhong", lambda s: of(s.own, other=merged_twin(s.own).pk)),
    "desk:lead-phone-add": ("zhong", lambda s: of(s.own, phone="0796-8970353 转 8", label="办公室")),
    "desk:lead-phone-remove": ("zhong", lambda s: of(s.own, phone_id=further(s.own))),
    "desk:lead-phone-prefer": ("zhong", lambda s: of(s.own, phone_id=further(s.own))),
    "desk:lead-file-remove": ("zhong", lambda s: of(s.own, attachment_id=file_of(s.own).pk)),
    "desk:lead-reopen": ("zhong", lambda s: of(s.lost)),
    "desk:lead-next-step": ("zhong", lambda s: of(s.own, due_at=f"{SOON}T09:00", note="回访")),
    "desk:move-stage": ("zhong", lambda s: of(s.own, to="qualified", seen=s.own.stage)),
    "desk:move-owner": ("manager", lambda s: of(s.own, to=s.qian.pk, seen=s.own.owner_id)),
    "desk:move-step": ("zhong", lambda s: of(s.own, due_at=f"{SOON}T09:00", seen=s.own.next_step_at.isoformat())),
    "desk:lead-bulk": ("zhong",
        lambda s: ({}, {"act": "tag", "add": "老客户", "lead": [s.own.pk, s.called.pk], "query": "", "step": "do"})),
    "desk:lead-assign": ("zhong", lambda s: of(s.own, to=s.qian.pk)),
    "desk:lead-reveal": ("zhong", lambda s: of(s.own, purpose="dial")),
    "desk:lead-text-send": ("zhong", lambda s: of(s.own, template="missed_call", word_callback_at="周三上午")),
    "desk:lead-text-again": ("zhong", lambda s: of(s.own, message_id=s.lost_text.pk)),
    "desk:lead-text-announce-call": ("zhong", lambda s: of(s.own)),
    "desk:user-new": ("manager", lambda _: ({}, NEW_USER)),
    "desk:user": ("manager", lambda s: of(s.sun.user, display_name="孙主任", role="manager", hotline="130 0000 0399")),
    "desk:user-active": ("manager", lambda s: of(s.sun.user)),
    "desk:organisation-change": ("manager",
        lambda _: of(organisation("甲"), name="甲中学", region="江西", keeper="", seen=0)),
    "desk:organisation-name-add": ("manager", lambda _: of(organisation("甲"), name="甲校")),
    "desk:organisation-name-remove": ("manager", lambda s: of(organisation("甲"), name_id=spelling(s))),
    "desk:organisation-merge": ("manager", lambda _: of(organisation("甲"), other=organisation("乙").pk)),
    "api-organisation-merge": ("manager", lambda _: of(organisation("甲"), other=organisation("乙").pk)),
    "api-organisation-split": ("manager", lambda s: of(organisation("甲"), other=split_off(s))),
    "desk:organisation-split": ("manager", lambda s: of(organisation("甲"), other=split_off(s))),
    "desk:organisation-contact-move": ("manager",
        lambda _: of(organisation("甲"), lead=LeadFactory(organisation=organisation("甲")).pk, organisation="乙")),
    **TRANSFER,
    "pool:lead-claim": ("zhong", lambda s: of(s.pooled)),
    "pool:lead-give-back": ("zhong", lambda s: of(s.own, reason="外地")),
    "pool:lead-keep": ("zhong", lambda s: of(s.own, kept="1")),
    "desk:lead-stop-plan": ("zhong", lambda s: of(s.lead)),
    "desk:lead-refuse-texts": ("zhong", lambda s: of(s.own)),
    "leads:action-undo": ("zhong", lambda s: of(s.action)),
    "intake:review-release": ("manager", lambda s: of(s.odd)),
    "intake:review-discard": ("manager", lambda s: of(s.odd, reason="广告")),
    "intake:telephone": ("zhong",
        lambda _: ({}, DETAILS | {"key": uuid.uuid4(), "source": "hotline", "outcome": "interested"})),
    "intake:received": (None,
        lambda s: ({"token": signing.dumps(s.asked.pk, salt=RECEIVED_SALT)}, {"organisation_name": "清源县委组织部"})),
    "intake:tap": (None, lambda s: ({}, {"consultant": s.zhong.pk})),
    "intake:review-put-back": ("manager", lambda s: of(s.discarded)),
    "pool:hand-over": ("manager", lambda s: of(s.zhong, **desk_of(s))),
    "routing:routing-rules": ("manager", lambda s: ({}, routing_sent(s.qian))),
    "pool:desk-rules": ("manager", lambda _: ({}, RULES)),
    "cadences:cadence": ("manager", lambda _: ({}, plan_sent())),
    "seats:register": ("zhong",
        lambda s: ({"pk": s.own.pk}, {"session": s.session.pk, "seats": 36, "key": uuid.uuid4()})),
    "seats:cancel": ("zhong", lambda s: of(s.booked, reason="单位改期")),
    "consultants:roster": ("manager", lambda s: ({}, month_of(s))),
    "consultants:day": ("manager",
        lambda s: ({"on": LATER}, {"consultant": s.zhong.pk, "hours": "8-12", "seen": "08:00-21:00"})),
    "consultants:week": ("manager", lambda s: of(s.zhong, **person_of(s, "week_form") | {"day_0": "8-12"})),
    "consultants:person": ("manager",
        lambda s: of(s.zhong, **person_of(s, "equip_form") | {"open_leads_at_most": 40, "new_leads_a_day_at_most": 6})),
    "consultants:leave": ("manager", lambda s: of(s.qian, **span_of(MUCH_LATER + 9 * DAY, s.sun))),
    "consultants:leave-request": ("zhong", lambda s: ({}, span_of(MUCH_LATER + 9 * DAY, s.sun))),
    "consultants:leave-cover": ("manager", lambda s: of(s.granted, cover=s.sun.pk)),
    "consultants:swap-propose": ("zhong", lambda s: ({}, {"gives_on": LATER, "colleague": s.qian.pk})),
    "consultants:swap-answer": ("qian", lambda s: of(s.swap, accept="")),
    "consultants:leave-answer": ("manager", lambda s: of(s.leave, confirm="")),
    "consultants:pause": ("manager", lambda s: ({"pk": s.zhong.pk}, {"until": f"{SOON}T09:00", "reason": "培训"})),
    "consultants:feed-renew": ("zhong", lambda _: ({}, {})),
    "messaging:message-settle": ("manager", lambda s: ({"uuid": s.message.uuid}, {"decision": "close"})),
    "messaging:refuse": (None, lambda s: ({"token": opt_outs.link(s.message).split("/")[-2]}, {"choice": "refuse"})),
    "messaging:consent-list": ("zhong",
        lambda _: ({}, {"number": "139 0000 0017", "subject": "promotional", "wording": "2026", "is_given": "yes"})),
    "messaging:template-new": ("manager", lambda _: ({}, NEW_WORDING | {"variables": "name"})),
    "messaging:template": ("manager", lambda _: ({"key": "response_due"}, {"text": "请回电：{name}。"})),
    "messaging:template-decide": ("manager", lambda s: of(s.draft, to="withdrawn")),
    "messaging:gateway-resume": ("manager", lambda _: ({"name": "console"}, {})),
    "messaging:message-opt-out": ("zhong", lambda s: ({"uuid": s.message.uuid}, {})),
    "messaging:opt-out-list": ("zhong", lambda _: ({}, {"number": "139 0000 0017", "note": "电话里说的"})),
    "messaging:opt-out-lift": ("zhong", lambda s: of(s.opt_out)),
    "messaging:gateway-pace": ("manager", lambda _: ({"name": "console"}, {"per_second": 5})),
    "messaging:recipient": ("manager",
        lambda s: of(s.recipient, key=s.recipient.key, label="钟", email="zhong@example.cn")),
    "messaging:recipient-new": ("manager",
        lambda _: ({}, {"key": "manager", "label": "黄主任", "email": "huang@example.cn"})),
    "messaging:recipient-strike": ("manager", lambda s: of(s.recipient)),
    "messaging:provider-id": ("manager", lambda s: of(s.version, gateway="aliyun", code="SMS_1")),
    "api-inquiry-intake": ("zhong", lambda _: ({}, DETAILS | {"consent": True, "organisation_name": "清源县委组织部"})),
    "api-lead-calls": ("zhong", lambda s: of(s.own, outcome="interested")),
    "api-view-list": ("zhong", lambda _: ({}, {"name": "大团", "query": "people=100"})),
    "api-lead-texts": ("zhong", lambda s: of(s.own, text="课程表已发到您的邮箱。")),
    "api-lead-phones": ("zhong", lambda s: of(s.own, phone="139 0000 2209")),
    "api-lead-phone-prefer": ("zhong", lambda s: ({"pk": s.own.pk, "phone_id": further(s.own)}, {})),
    "api-lead-stop-plan": ("zhong", lambda s: of(s.lead)),
    "api-pool-claim": ("zhong", lambda s: of(s.pooled)),
    "api-telephone": ("zhong", lambda _: ({}, DETAILS | {"outcome": "interested"})),
    "api-message-opt-out": ("zhong", lambda s: ({"uuid": s.message.uuid}, {})),
    "api-opt-out-list": ("zhong", lambda _: ({}, {"number": "139 0000 0017"})),
    "api-consent-list": ("zhong",
        lambda _: ({}, {"number": "139 0000 0017", "subject": "promotional", "wording": "2026-11"})),
    "api-message-settle": ("manager", lambda s: ({"uuid": s.message.uuid}, {"decision": "close"})),
    "api-cadence": ("manager",
        lambda _: ({}, {"version": 1, "control_percent": 10, "steps": [{"act": "task", "delay": 2, "note": "再打"}]})),
    "api-template-list": ("manager", lambda _: ({}, NEW_WORDING | {"variables": ["name"]})),
    "api-version-create": ("manager", lambda _: ({"key": "response_due"}, {"text": "请回电：{name}。"})),
    "api-version-decide": ("manager", lambda s: of(s.draft, to="withdrawn")),
    "api-provider-id": ("manager", lambda s: of(s.version, gateway="aliyun", code="SMS_1")),
    "api-gateway-resume": ("manager", lambda _: ({"name": "console"}, {})),
    "api-recipient-list": ("manager",
        lambda _: ({}, {"key": "manager", "label": "黄主任", "email": "huang@example.cn"})),
    "api-gateway-pace": ("manager", lambda _: ({"name": "console"}, {"per_second": 5})),
}  # fmt: skip


# Addresses that take a POST and are no case, each with its reason.
NOT_HERE = {
    "set-language": "writes a cookie",
    "accounts:sign-in": "writes a session",
    "accounts:sign-out": "deletes a session",
    "api-token": "writes one row",
    "accounts:home": "writes nothing",
    "accounts:password": "writes one row",
    "accounts:password-forgotten": "writes one row",
    "accounts:password-set": "writes one row",
    "desk:user-invite": "writes one row",
    "desk:view-keep": "writes one row",
    "desk:view-change": "writes one row",
    "desk:view-remove": "writes one row",
    "desk:view-restore": "writes one row",
    "desk:organisation-note": "writes one row",
    "api-organisation-notes": "writes one row",
    "desk:organisation-undo": "tests/crm/desk/test_working_on_an_organisation.py",
    "desk:duplicate-keep-apart": "writes one row",
    "desk:duplicate-restore": "deletes one row",
    **dict.fromkeys(("notices:open", "notices:read"), "writes one row"),
    **dict.fromkeys(("notices:read-all", "notices:unread-all"), "writes one statement"),
    "notices:settings": "writes one row",
    "routing:routing-restore": "saves a version as routing:routing-rules does",
    "cadences:cadence-restore": "saves a version as cadences:cadence does",
    "api-cadence-restore": "saves a version as api-cadence does",
    "api-cadence-preview": "writes nothing",
    **dict.fromkeys(("desk:lead-file-add", "api-lead-files"), "tests/crm/attachments: a file is read once"),
    "api-import-list": "reads a file as transfer:import-list does",
    "transfer:import-list": "a file is read once; tests/crm/transfer/test_looking_before_importing.py",
    "messaging:template-count": "writes nothing",
    "desk:lead-text-preview": "writes nothing",
    "api-template-count": "writes nothing",
    "messaging:gateway-check": "writes nothing",
    "api-gateway-check": "writes nothing",
    # Each line stands for itself: one that cannot be taken is set aside, and the provider posts again.
    "messaging:sms-inbound": "tests/messaging/test_receiving_receipts.py",
    "messaging:sms-callback": "tests/messaging/test_receiving_receipts.py",
    "messaging:aliyun-callback": "tests/messaging/test_sending_through_alibaba_cloud.py",
}
