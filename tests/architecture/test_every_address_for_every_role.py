"""Every address and what each role is answered (`expected.py`); a new address without a row here fails."""

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
from tests.architecture.expected import ROLES, TABLE
from tests.crm.attachments.factory import file_of
from tests.crm.transfer.files import looked_at, written
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

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


ORGANISATION = {name for name, path in addresses() if "organisation" in name and "<int:pk>" in path}


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
        **{key: {"pk": Organisation.called("青禾县委党校").pk} for key in ORGANISATION},
        "desk:user": {"pk": lead.owner.user_id},
        "desk:lead-detail": {"pk": lead.pk, "name": "theme"},
        "desk:lead-merge": {"pk": lead.pk, "other": LeadFactory(owner=lead.owner).pk},
        "desk:duplicate-keep-apart": {"pk": lead.pk, "other": 1},
        **{key: {"pk": lead.pk, "attachment_id": file_of(lead).pk} for key in ("desk:lead-file", "api-lead-file")},
        "api-lead-phone": {"pk": lead.pk, "phone_id": 1},
        "api-view": {"pk": 1},
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
