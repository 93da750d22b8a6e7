"""Every address and what each role is answered; a new address without a row fails."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Page

from content.models import ChannelPage
from crm.leads.models import Lead, Organisation
from enrollment.classes.models import ClassSession
from enrollment.seats.models import Registration
from messaging.models import How, Message, Recipient, Template
from messaging.services import opt_outs
from tests.crm.transfer.files import looked_at, written
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "owner", "colleague", "manager", "editor", "admin")
EVERYBODY = (200,) * 6
SIGNED_IN = (302, 302, 302, 302, 302, 302)
DESK = (302, 200, 200, 200, 403, 200)
# An answer to htmx alone; else one is sent to the inbox.
NEWS = (302, 302, 302, 302, 403, 302)
# The lead's own consultant, managers and administrators; a colleague is not even told that it exists.
LEAD = (302, 200, 404, 200, 403, 200)
MANAGERS = (302, 403, 403, 200, 403, 200)
POST_ONLY_DESK = (302, 405, 405, 405, 403, 405)
# A page of her own: who is no consultant has none.
CONSULTANTS = (302, 200, 200, 404, 403, 404)
POST_ONLY = (405,) * 6
POST_ONLY_MANAGERS = (302, 403, 403, 405, 403, 405)
API_LEAD = (401, 200, 404, 200, 403, 200)
API_DESK = (401, 200, 200, 200, 403, 200)
API_MANAGERS = (401, 403, 403, 200, 403, 200)
API_POST = (401, 405, 405, 405, 403, 405)
API_POST_MANAGERS = (401, 403, 403, 405, 403, 405)

# Address name: expected status of a GET for each of ROLES.
TABLE = {
    "healthz": EVERYBODY,
    "set-language": (302,) * 6,
    "accounts:sign-in": (200, 302, 302, 302, 302, 302),
    "accounts:sign-out": POST_ONLY,
    "accounts:alive": (401, *(204,) * 5),
    "accounts:home": SIGNED_IN,
    "accounts:password": (302, *(200,) * 5),
    "accounts:password-forgotten": EVERYBODY,
    "accounts:password-set": EVERYBODY,
    "content:robots": EVERYBODY,
    "content:favicon": (301,) * 6,
    "content:sitemap": EVERYBODY,
    "content:channel-feed": EVERYBODY,
    "content:styleguide": EVERYBODY,
    "messaging:message-list": DESK,
    "messaging:message-settle": POST_ONLY_MANAGERS,
    "messaging:sms-callback": POST_ONLY,
    "messaging:aliyun-callback": POST_ONLY,
    "messaging:refuse": (404,) * 6,
    "messaging:message-opt-out": POST_ONLY_DESK,
    "messaging:opt-out-list": DESK,
    "messaging:opt-out-lift": POST_ONLY_DESK,
    "messaging:consent-list": DESK,
    "messaging:template-list": MANAGERS,
    "messaging:template-new": MANAGERS,
    "messaging:template": MANAGERS,
    "messaging:template-count": POST_ONLY_MANAGERS,
    "messaging:template-decide": POST_ONLY_MANAGERS,
    "messaging:provider-id": POST_ONLY_MANAGERS,
    "messaging:gateway-list": MANAGERS,
    "messaging:gateway-check": POST_ONLY_MANAGERS,
    "messaging:gateway-resume": POST_ONLY_MANAGERS,
    "messaging:gateway-pace": POST_ONLY_MANAGERS,
    "messaging:recipient-list": MANAGERS,
    "messaging:recipient-new": MANAGERS,
    "messaging:recipient": MANAGERS,
    "messaging:recipient-strike": POST_ONLY_MANAGERS,
    "messaging:sms-inbound": POST_ONLY,
    "consultants:roster": DESK,
    "consultants:day": MANAGERS,
    "consultants:mine": CONSULTANTS,
    "consultants:feed-renew": POST_ONLY_DESK,
    "consultants:swap-propose": POST_ONLY_DESK,
    "consultants:swap-answer": POST_ONLY_DESK,
    "consultants:leave-request": POST_ONLY_DESK,
    "consultants:leave-answer": POST_ONLY_MANAGERS,
    "consultants:leave-cover": POST_ONLY_MANAGERS,
    "consultants:person": MANAGERS,
    "consultants:week": POST_ONLY_MANAGERS,
    "consultants:leave": POST_ONLY_MANAGERS,
    "consultants:pause": POST_ONLY_MANAGERS,
    "consultants:feed": (404,) * 6,
    "intake:inquire": EVERYBODY,
    "intake:received": (404,) * 6,
    "intake:refuse-texts": (404,) * 6,
    "intake:tap": POST_ONLY,
    "intake:vcard": EVERYBODY,
    "desk:desk": DESK,
    "desk:lead": LEAD,
    "desk:news": NEWS,
    "desk:lead-detail": LEAD,
    "notices:list": DESK,
    "notices:settings": DESK,
    **{f"notices:{act}": POST_ONLY_DESK for act in ("read-all", "unread-all", "open", "read")},
    "desk:organisation-list": DESK,
    "desk:lead-list": DESK,
    "desk:palette": DESK,
    "desk:calendar": DESK,
    "desk:move-step": LEAD,
    "desk:lead-bulk": POST_ONLY_DESK,
    "desk:view-keep": POST_ONLY_DESK,
    "desk:view-change": POST_ONLY_DESK,
    "desk:view-remove": POST_ONLY_DESK,
    "desk:view-restore": POST_ONLY_DESK,
    "desk:organisation": DESK,
    "desk:user-list": MANAGERS,
    "desk:user-new": MANAGERS,
    "desk:user": MANAGERS,
    "desk:user-active": POST_ONLY_MANAGERS,
    "desk:user-invite": POST_ONLY_MANAGERS,
    "seats:organisation-panel": DESK,
    "desk:lead-call": POST_ONLY_DESK,
    "desk:lead-advance": POST_ONLY_DESK,
    "desk:lead-note": POST_ONLY_DESK,
    "desk:lead-reopen": POST_ONLY_DESK,
    "desk:lead-pin": POST_ONLY_DESK,
    "desk:lead-unpin": POST_ONLY_DESK,
    "desk:lead-next-step": POST_ONLY_DESK,
    "desk:lead-merge": LEAD,
    "desk:lead-split": POST_ONLY_DESK,
    "api-lead-merge": API_POST,
    "api-lead-split": API_POST,
    "desk:lead-phone-add": POST_ONLY_DESK,
    "desk:lead-phone-remove": POST_ONLY_DESK,
    "desk:lead-phone-prefer": POST_ONLY_DESK,
    "desk:lead-assign": POST_ONLY_DESK,
    "desk:lead-reveal": POST_ONLY_DESK,
    "desk:lead-texts": LEAD,
    "desk:lead-when": LEAD,
    "desk:lead-text-preview": POST_ONLY_DESK,
    "desk:lead-text-send": POST_ONLY_DESK,
    "desk:lead-text-again": POST_ONLY_DESK,
    "desk:lead-text-announce-call": POST_ONLY_DESK,
    "transfer:import-list": DESK,
    "transfer:import": LEAD,
    "transfer:import-cell": POST_ONLY_DESK,
    "transfer:import-choice": POST_ONLY_DESK,
    "transfer:import-wrong-rows": LEAD,
    "transfer:export-list": DESK,
    "transfer:export-file": (302, 200, 404, 404, 403, 404),
    "transfer:export-decide": POST_ONLY_MANAGERS,
    "transfer:import-start": POST_ONLY_DESK,
    "transfer:import-go-on": POST_ONLY_DESK,
    "transfer:import-take-back": POST_ONLY_DESK,
    "pool:lead-claim": POST_ONLY_DESK,
    "pool:lead-give-back": POST_ONLY_DESK,
    "pool:lead-keep": POST_ONLY_DESK,
    "desk:lead-stop-plan": POST_ONLY_DESK,
    "desk:lead-refuse-texts": POST_ONLY_DESK,
    "pool:pool": DESK,
    "leads:action-undo": POST_ONLY_DESK,
    "leads:duplicates-typed": DESK,
    "intake:review": DESK,
    "intake:review-release": POST_ONLY_DESK,
    "intake:review-discard": POST_ONLY_DESK,
    "intake:review-put-back": POST_ONLY_DESK,
    "intake:telephone": DESK,
    "pool:desk-rules": MANAGERS,
    "routing:routing-rules": MANAGERS,
    "routing:routing-restore": POST_ONLY_MANAGERS,
    "cadences:cadence": MANAGERS,
    "cadences:cadence-board": MANAGERS,
    "cadences:cadence-restore": POST_ONLY_MANAGERS,
    "pool:hand-over-desks": MANAGERS,
    "pool:hand-over": MANAGERS,
    "classes:session-list": DESK,
    "classes:calendar-panel": DESK,
    "seats:session": DESK,
    "seats:lead-panel": LEAD,
    "seats:register": POST_ONLY_DESK,
    "seats:cancel": LEAD,
    "reports:funnel": MANAGERS,
    "api-schema": EVERYBODY,
    "api-docs": EVERYBODY,
    "api-token": POST_ONLY,
    "api-inquiry-intake": API_POST,
    "api-lead-list": API_DESK,
    "api-lead": API_LEAD,
    "api-lead-calls": API_POST,
    "api-lead-texts": API_LEAD,
    "api-lead-phones": API_LEAD,
    "api-lead-phone": API_POST,
    "api-lead-phone-prefer": API_POST,
    "api-lead-stop-plan": API_POST,
    "api-cadence": API_DESK,
    "api-cadence-versions": API_DESK,
    "api-cadence-restore": API_POST_MANAGERS,
    "api-cadence-preview": API_POST_MANAGERS,
    "api-cadence-board": API_MANAGERS,
    "api-import-list": API_DESK,
    "api-import": API_LEAD,
    "api-import-start": API_POST,
    "api-import-take-back": API_POST,
    "api-export-list": API_DESK,
    "api-export": API_LEAD,
    "api-export-file": (401, 200, 404, 404, 403, 404),
    "api-pool-list": API_DESK,
    "api-pool-claim": API_POST,
    # Without a number there is nothing to look up.
    "api-telephone": (401, 400, 400, 400, 403, 400),
    "api-roster": API_DESK,
    "api-roster-now": API_DESK,
    "api-message-list": API_MANAGERS,
    "api-message-settle": API_POST_MANAGERS,
    "api-opt-out-list": API_DESK,
    "api-consent-list": API_DESK,
    "api-message-health": API_MANAGERS,
    "api-message-opt-out": API_POST,
    "api-reply-list": API_MANAGERS,
    "api-template-count": API_POST_MANAGERS,
    "api-provider-id": API_POST_MANAGERS,
    "api-gateway-check": API_POST_MANAGERS,
    "api-gateway-resume": API_POST_MANAGERS,
    "api-gateway-pace": API_POST_MANAGERS,
    "api-recipient-list": API_MANAGERS,
    "api-recipient": API_MANAGERS,
    "api-template-list": API_MANAGERS,
    "api-version-create": API_POST_MANAGERS,
    "api-version-decide": API_POST_MANAGERS,
    "api-gateway-list": API_MANAGERS,
    "api-report-funnel": API_MANAGERS,
}
# Doors of libraries with their own authorisation, asked at their front door only.
LIBRARIES = {
    "admin:index": (302, 302, 302, 302, 302, 200),
    "wagtailadmin_home": (302, 302, 302, 302, 200, 200),
}
FOREIGN = re.compile(r"^(admin|cms|documents|\^?_util|\^?static|\^?media)")


def addresses(patterns=None, prefix="", space=""):
    """(name, path) of every address of our own."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if FOREIGN.match(path):
            continue
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, path, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name and not str(entry.name).startswith("wagtail"):
            yield space + str(entry.name), path


def named():
    return sorted({name for name, _path in addresses()})


@pytest.fixture
def people(lead, qian, manager, editor, admin_person):
    return dict(zip(ROLES, [None, lead.owner.user, qian.user, manager, editor, admin_person], strict=True))


@pytest.fixture
def arguments(lead):
    """What the addresses with a part to fill in are asked for."""
    session = ClassSessionFactory()
    registration = Registration.objects.create(
        session=session,
        lead=lead,
        person=lead.name,
        seats=1,
        price=1,
        consultant=lead.owner,
        registered_at=lead.asked_at,
    )
    home = Page.objects.get(depth=2)
    channel = home.add_child(instance=ChannelPage(title="理论学习", slug="study"))
    return {
        "accounts:password-set": {"uidb64": "MQ", "token": "forged"},
        "content:channel-feed": {"pk": channel.pk},
        "consultants:day": {"on": lead.asked_at.date()},
        "consultants:feed": {"key": "guessed"},
        "consultants:person": {"pk": lead.owner_id},
        "intake:vcard": {"pk": lead.owner_id},
        "pool:hand-over": {"pk": lead.owner_id},
        "intake:received": {"token": "forged"},
        "intake:refuse-texts": {"token": "forged"},
        "desk:view-change": {"pk": 1},
        "desk:view-remove": {"pk": 1},
        "desk:view-restore": {"pk": 1},
        "desk:organisation": {"pk": Organisation.called("青禾县委党校").pk},
        "seats:organisation-panel": {"pk": Organisation.called("青禾县委党校").pk},
        "desk:user": {"pk": lead.owner.user_id},
        "desk:lead-detail": {"pk": lead.pk, "name": "theme"},
        "desk:lead-merge": {"pk": lead.pk, "other": LeadFactory(owner=lead.owner).pk},
        "api-lead-phone": {"pk": lead.pk, "phone_id": 1},
        "api-lead-phone-prefer": {"pk": lead.pk, "phone_id": 1},
        "routing:routing-restore": {"version": 1},
        "cadences:cadence-restore": {"version": 1},
        "api-cadence-restore": {"version": 1},
        "seats:session": {"pk": session.pk},
        "seats:cancel": {"pk": registration.pk},
        **transfer_arguments(lead.owner.user),
        **messaging_arguments(),
        "messaging:": {"uuid": Message.objects.first().uuid},
        "lead": {"pk": lead.pk},
    }


def transfer_arguments(user):
    job, export = {"pk": looked_at(user).pk}, {"pk": written(user).pk}
    imports = ("transfer:import", "api-import", "api-import-start", "api-import-take-back")
    exports = ("transfer:export-decide", "transfer:export-file", "api-export", "api-export-file")
    return dict.fromkeys(imports, job) | dict.fromkeys(exports, export) | {"transfer:": job}


def messaging_arguments():
    version = Template.objects.get(key="response_due").versions.get()
    recipient = Recipient.objects.create(key="+8618079606663", label="钟老师")
    opt_out = opt_outs.record("+8613900000000", by=None, how=How.PAGE)
    gateway = {"name": "console"}
    template = {"key": "response_due"}
    return {
        "messaging:aliyun-callback": {"token": "guessed"},
        "messaging:refuse": {"token": "forged"},
        "messaging:opt-out-lift": {"pk": opt_out.pk},
        "messaging:template": template,
        "messaging:template-count": template,
        "messaging:template-decide": {"pk": version.pk},
        "messaging:provider-id": {"pk": version.pk},
        "messaging:gateway-check": gateway,
        "messaging:gateway-resume": gateway,
        "messaging:gateway-pace": gateway,
        "api-message-settle": {"uuid": Message.objects.first().uuid},
        "api-message-opt-out": {"uuid": Message.objects.first().uuid},
        "api-template-count": template,
        "api-provider-id": {"pk": version.pk},
        "api-gateway-check": gateway,
        "api-gateway-resume": gateway,
        "api-gateway-pace": gateway,
        "api-recipient": {"pk": recipient.pk},
        "api-version-create": template,
        "api-version-decide": {"pk": version.pk},
        "messaging:recipient": {"pk": recipient.pk},
        "messaging:recipient-strike": {"pk": recipient.pk},
    }


def address(name, path, arguments):
    if "<" not in path and "(?P" not in path:
        return reverse(name)
    for key, values in arguments.items():
        if name == key or (key.endswith(":") and name.startswith(key)):
            return reverse(name, kwargs=values)
    return reverse(name, kwargs=arguments["lead"])


def test_every_address_has_its_row():
    assert set(named()) - set(TABLE) == set()


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_expected(client, people, arguments, role):
    if people[role]:
        client.force_login(people[role])
    answered = {}
    for name, path in sorted(set(addresses())):
        answered[name] = client.get(address(name, path, arguments)).status_code
    expected = {name: TABLE[name][ROLES.index(role)] for name in answered}

    assert answered == expected


def test_head_is_answered_wherever_get_is(client, people, arguments):
    client.force_login(people["manager"])
    for name, path in sorted(set(addresses())):
        there = address(name, path, arguments)
        assert client.head(there).status_code == client.get(there).status_code, name


@pytest.mark.parametrize("role", ROLES)
def test_the_libraries_front_doors_know_the_roles(client, people, role):
    if people[role]:
        client.force_login(people[role])
    answered = {name: client.get(reverse(name)).status_code for name in LIBRARIES}

    assert answered == {name: row[ROLES.index(role)] for name, row in LIBRARIES.items()}


def test_nothing_of_a_lead_changes_by_asking(client, people, arguments):
    before = (list(Lead.objects.order_by("pk").values()), ClassSession.objects.get().seats_taken)
    client.force_login(people["owner"])
    for name, path in sorted(set(addresses())):
        client.get(address(name, path, arguments))

    assert (list(Lead.objects.order_by("pk").values()), ClassSession.objects.get().seats_taken) == before
