"""Every page of the product, in the states people meet it in: nothing for axe to say, nothing too wide or too small."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from consultants.models import Consultant
from consultants.rules.month import Month
from crm.intake.models import Inquiry
from crm.intake.views.public import RECEIVED_SALT
from crm.leads.models import Lead
from crm.leads.queries.messages import lead_about
from crm.leads.rules.stages import Stage
from crm.transfer.models import Import
from demo import history, lists, messages, offer, ownership, pages, people, roster, spreadsheet
from enrollment.seats.models import Registration
from enrollment.seats.services import registrations
from kit import clock
from messaging.models import Message
from tests.browser.windows import DESK, PHONE
from tests.factories import content
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
}
AXE_VIOLATIONS = """(rules) => axe.run(rules).then((found) => found.violations.map(
    ({id, nodes}) => ({id, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 120))})))"""
MOST_NODES = 1500
NARROWEST = {"width": 320, "height": 640}
# The page, and each of its panes; tables, tabs and stages are strips that may be pushed sideways.
PUSHED_SIDEWAYS = """() => [...document.querySelectorAll('*')]
    .filter((one) => one.scrollWidth > Math.max(one.clientWidth, 1))
    .filter((one) => one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX))
    .filter((one) => !one.matches('.table-scroll, .tabs, .stages, .composer-tabs, .texts-choices, textarea'))
    .filter((one) => !one.matches('.board, .board-stages'))
    .map((one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.scrollWidth} px in ${one.clientWidth}`)"""
# WCAG 2.2, 2.5.8: 24 px each way; a link in a sentence may be as high as its line, and a label belongs to its box.
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, select, summary, textarea, input')]
    .filter((one) => one.checkVisibility() && one.type !== 'hidden'
        && !one.closest('p, .visually-hidden') && !one.matches('.skip-link'))
    .map((one) => [one, (one.matches('[type=checkbox], [type=radio]') && one.closest('label')) || one])
    .map(([one, target]) => [one.outerHTML.slice(0, 90), target.getBoundingClientRect()])
    .filter(([html, box]) => box.width < 24 || box.height < 24)
    .map(([html, box]) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${html}`)"""
NEXT_FRAME = "() => new Promise(requestAnimationFrame)"
NOTHING_IS_FETCHED = "() => !document.querySelector('.htmx-request')"
ENOUGH_LEADS = 60


@dataclass(frozen=True)
class Look:
    """A page as somebody meets it: who looks, the address, the expected status, and what is done before looking."""

    name: str
    address: str
    who: str = ""
    status: int = 200
    act: Callable[[Page], None] = lambda _page: None


@pytest.fixture
def looks(monkeypatch) -> list[Look]:
    """A small demo centre, and every page of it."""
    monkeypatch.setattr(history, "LEADS", ENOUGH_LEADS)
    content.ground()
    now = clock.now()
    users = people.build()
    roster.build(now, users)
    sessions = offer.build(clock.today())
    pages.build(users["editor"])
    history.PastLeads(now, sessions).play()
    ownership.tend(now, users)
    roster.open_today(now, users)
    offer.close_past(clock.today())
    messages.settle_messages(now)
    messages.build(users)
    lists.build(users)
    spreadsheet.build(users)
    return [*public_looks(), *desk_looks(), *ownership_looks(), *managers_looks()]


def public_looks() -> list[Look]:
    answered = signing.dumps(Inquiry.objects.filter(detailed_at=None).latest("pk").pk, salt=RECEIVED_SALT)
    return [
        Look("home", "/"),
        Look("channel", "/theory/"),
        Look("article", "/theory/20250812-1/"),
        Look("article in large letters", "/theory/20250812-1/?size=large"),
        Look("article with a list and a table", "/trainees/20251028-1/"),
        Look("channel of plain pages", "/about/"),
        Look("programmes", "/programmes/"),
        Look("programme", "/programmes/party-spirit-5/"),
        Look("standard page", "/about/privacy/"),
        Look("inquire", "/inquire/"),
        Look("inquire, refused", "/inquire/", act=send_an_empty_inquiry),
        Look("received", reverse("intake:received", args=[answered])),
        Look("sign-in", "/accounts/sign-in/"),
        Look("sign-in, refused", "/accounts/sign-in/", act=sign_in_wrongly),
        Look("not found", "/nothing-here/", status=404),
        Look("style guide", "/styleguide/"),
    ]


def desk_looks() -> list[Look]:
    zhong = User.objects.get(username="zhong")
    hers = Lead.objects.filter(owner__user=zhong)
    # In the evening nobody of the demo centre may be waiting for her.
    waiting = hers.waiting().first() or LeadFactory(owner=zhong.consultant)
    lead = reverse("desk:lead", args=[waiting.pk])
    written = Message.objects.filter(by__isnull=False).latest("pk")
    # A small demo centre may have no enrolled or lost lead of 钟老师.
    group = Registration.objects.filter(lead__owner__user=zhong).last() or registrations.open_for(
        LeadFactory(owner=zhong.consultant).pk, session_id=ClassSessionFactory().pk, seats=2, by=None
    )
    lost = hers.filter(stage=Stage.LOST).last() or LeadFactory(
        owner=zhong.consultant, stage=Stage.LOST, lost_reason="预算", next_step_at=None
    )
    desk = [
        Look("desk", "/desk/"),
        Look("desk, an empty queue", "/desk/?tab=all&q=nobody"),
        Look("desk, all, narrowed", "/desk/?tab=all&source=article"),
        Look("calendar of a month", "/desk/calendar/?show=month"),
        Look("another time", reverse("desk:move-step", args=[waiting.pk])),
        *(Look(name, f"/desk/{name}/") for name in ("calendar", "board", "notices", "notices/settings")),
        Look("another stage", reverse("desk:move-stage", args=[waiting.pk])),
        Look("list of leads", "/desk/leads/"),
        Look("list of leads, many chosen", "/desk/leads/?sort=largest&col=phone&col=tags", act=choose_many),
        Look("list of leads, filters", "/desk/leads/?tag=nobody", act=open_the_filters),
        Look("lead", lead),
        Look("lead, number shown", lead, act=show_the_number),
        Look("lead, called", lead, act=log_a_call),
        Look("lead, texts", reverse("desk:lead-texts", args=[lead_about(written.topic).pk])),
        Look("lead, own words", f"{lead}texts/?template=own"),
        Look("lead, an empty note", lead, act=save_an_empty_note),
        Look("lead, handing over to nobody", lead, act=hand_over_to_nobody),
        Look("lead, giving up without a reason", lead, act=give_up_without_a_reason),
        Look("lead, a step in the past", lead, act=plan_nothing),
        Look("lead, registering for no class", lead, act=register_for_no_class),
        Look("lead, lost", reverse("desk:lead", args=[lost.pk])),
        Look("lead, enrolled", reverse("desk:lead", args=[group.lead_id])),
        Look("window of the classes", reverse("seats:lead-panel", args=[waiting.pk])),
        Look("classes", "/classes/"),
        Look("class", reverse("seats:session", args=[group.session_id])),
        Look("cancel", reverse("seats:cancel", args=[group.pk])),
        Look("messages", "/messages/"),
        Look("roster, hers to read", "/desk/roster/"),
        Look("own duty", "/desk/roster/mine/"),
        Look("own duty, the address of the feed", "/desk/roster/mine/", act=make_a_feed),
        Look("opt-outs", "/messages/opt-outs/"),
        Look("consents", "/messages/consents/"),
        Look("refused", "/reports/funnel/", status=403),
    ]
    return [Look(look.name, look.address, "zhong", look.status, look.act) for look in desk]


def ownership_looks() -> list[Look]:
    zhong = User.objects.get(username="zhong")
    lying = Lead.objects.in_pool().latest("pooled_at")
    colleagues = Lead.objects.open().exclude(owner__user=zhong).filter(owner__isnull=False).latest("pk")
    hers = [
        Look("pool", "/desk/pool/"),
        Look("pool, nobody matches", "/desk/pool/?q=nobody"),
        Look("lead in the pool", reverse("desk:lead", args=[lying.pk])),
        Look("pool, claimed", "/desk/pool/", act=claim_one),
        Look("import", "/desk/import/"),
        Look("import, looked at", Import.objects.get().get_absolute_url()),
        Look("exports", "/desk/exports/?list=pool&stage=new"),
        Look("telephone", "/desk/telephone/"),
        Look("telephone, half a number", "/desk/telephone/?phone=1390"),
        Look("telephone, a new caller", "/desk/telephone/?phone=13911112222"),
        Look("telephone, her caller", "/desk/telephone/?phone=19900003000"),
        Look("telephone, a colleague's caller", f"/desk/telephone/?phone={colleagues.phone.removeprefix('+86')}"),
        Look("telephone, typed", "/desk/telephone/", act=type_a_number),
    ]
    managers = [
        Look("rules of the desk", "/desk/rules/"),
        Look("rules of the desk, tried", "/desk/rules/", act=try_the_rules),
        Look("routing rules", "/desk/routing/", act=open_the_first_rule),
        Look("routing rules, tried", "/desk/routing/", act=try_the_routing),
        Look("follow-up plan", "/desk/cadence/", act=open_the_first_step),
        Look("follow-up plan, tried", "/desk/cadence/", act=try_the_plan),
        Look("board of the follow-up plan", "/desk/cadence/board/"),
        Look("lead, why this consultant", reverse("desk:lead", args=[colleagues.pk]), act=ask_why),
        Look("desks to hand over", "/desk/hand-over/"),
        Look("handing over a desk", f"/desk/hand-over/{zhong.consultant.pk}/"),
    ]
    mine = [Look(look.name, look.address, "zhong", look.status, look.act) for look in hers]
    cover = Look("desk, standing in", "/desk/?tab=cover", "qian")
    return [*mine, cover, *(Look(look.name, look.address, "manager", look.status, look.act) for look in managers)]


def managers_looks() -> list[Look]:
    report = [
        Look("report", "/reports/funnel/"),
        Look("report of a year", "/reports/funnel/?span=half"),
        Look("report of no period", "/reports/funnel/?span=custom&since=2026-02-01&until=2026-01-01", status=422),
        Look("desk of everybody", "/desk/?tab=open"),
        Look("roster", "/desk/roster/"),
        Look("roster of the next month", f"/desk/roster/?month={Month.of(clock.today()).after.first:%Y-%m}"),
        Look("roster of a day", reverse("consultants:day", args=[clock.today() + timedelta(days=2)])),
        Look("limits and pause", reverse("consultants:person", args=[Consultant.objects.first().pk])),
        Look(
            "limits and pause, hours that overlap",
            reverse("consultants:person", args=[Consultant.objects.first().pk]),
            act=overlap_the_hours,
        ),
        Look("templates", "/messages/templates/"),
        Look("one template", "/messages/templates/first_follow_up/"),
        Look("new template", "/messages/templates/new/"),
        Look("gateways", "/messages/gateways/"),
        Look("recipients", "/messages/recipients/"),
        Look("new recipient", "/messages/recipients/new/"),
        *(Look(name, f"/desk/{name}/") for name in ("desks", "audit", "users")),
        Look("new user", "/desk/users/new/"),
        Look("user with open leads", reverse("desk:user", args=[User.objects.get(username="zhong").pk])),
        Look("invited user", reverse("desk:user", args=[User.objects.get(username="su").pk])),
    ]
    return [Look(look.name, look.address, "manager", look.status, look.act) for look in report]


def overlap_the_hours(page: Page) -> None:
    page.locator("#week_day_0").fill("8-12 11-18")
    page.locator(".roster-week-fields + .button").click()
    expect(page.locator("[data-form-errors]")).to_be_visible()


def make_a_feed(page: Page) -> None:
    page.get_by_role("button", name="生成新地址").click()
    expect(page.locator(".roster-key")).to_be_visible()


def send_an_empty_inquiry(page: Page) -> None:
    page.locator("#inquiry form .button-primary").click()
    expect(page.locator("[data-form-errors]")).to_be_visible()


def sign_in_wrongly(page: Page) -> None:
    page.locator("[name=username]").fill("zhong")
    page.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[data-form-errors]")).to_be_visible()


def choose_many(page: Page) -> None:
    page.locator("[data-choose-all]").check()
    page.get_by_role("button", name="标签").click()
    page.get_by_label("加标签").fill("老客户")
    page.get_by_role("button", name="预览变更").click()
    expect(page.locator("#bulk-panel .alert")).to_be_visible()


def open_the_filters(page: Page) -> None:
    page.get_by_text("筛选与列").click()


def show_the_number(page: Page) -> None:
    page.locator(".call-number button").click()
    expect(page.locator(".call-number [data-copy]")).to_be_visible()


def log_a_call(page: Page) -> None:
    page.locator(".outcomes > summary").click()
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_be_visible()


def save_an_empty_note(page: Page) -> None:
    be_refused(page, "#panel-note")


def hand_over_to_nobody(page: Page) -> None:
    page.locator("#tab-assign").click()
    be_refused(page, "#panel-assign")


def give_up_without_a_reason(page: Page) -> None:
    page.locator("#tab-lost").click()
    be_refused(page, "#panel-lost")


def plan_nothing(page: Page) -> None:
    page.locator("#tab-step").click()
    be_refused(page, "#panel-step")


def register_for_no_class(page: Page) -> None:
    be_refused(page, "#enrolment")


def claim_one(page: Page) -> None:
    page.locator(".pool-row form button").first.click()
    expect(page.locator(".toast [data-undo]")).to_be_visible()


def type_a_number(page: Page) -> None:
    page.locator("#telephone-number").press_sequentially("19900003000")
    expect(page.locator(".caller-name")).to_be_visible()


def try_the_rules(page: Page) -> None:
    page.locator("button[name=preview]").click()
    expect(page.locator(".alert-info")).to_be_visible()


def open_the_first_rule(page: Page) -> None:
    page.locator(".routing-rule summary").first.click()
    expect(page.locator("#id_rules-0-name")).to_be_visible()


def try_the_routing(page: Page) -> None:
    page.locator("button[name=preview]").click()
    expect(page.locator(".routing-tried")).to_be_visible()


def open_the_first_step(page: Page) -> None:
    page.locator(".cadence-step summary").first.click()
    expect(page.locator("#id_steps-0-delay")).to_be_visible()


def try_the_plan(page: Page) -> None:
    page.locator("button[name=preview]").click()
    expect(page.locator(".cadence-tried")).to_be_visible()


def ask_why(page: Page) -> None:
    page.locator(".why summary").click()
    expect(page.locator(".why .is-chosen")).to_be_visible()


def be_refused(page: Page, where: str) -> None:
    """Send the form of a panel as it is, past the browser's own objections, and wait for the server's."""
    form = page.locator(f"{where} form").first
    form.evaluate("form => { form.noValidate = true; }")
    form.locator(".composer-foot button, button.button-block").click()
    expect(page.locator(f"{where} [data-form-errors]")).to_be_visible()


def visit(page: Page, look: Look) -> None:
    """Open the page as the one who looks, do what is to be done, and wait until it stands still."""
    page.context.clear_cookies()
    if look.who:
        client = Client()
        client.force_login(User.objects.get(username=look.who))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}
        page.context.add_cookies([cookie])
    answer = page.goto(look.address)
    page.wait_for_function(NOTHING_IS_FETCHED)
    assert (look.name, answer.status) == (look.name, look.status)
    look.act(page)


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands, at desk width and then on the screen of a phone."""
    nodes = page.locator("*").count()
    found = [f"{nodes} nodes"] if nodes > MOST_NODES else []
    page.evaluate(Axe().axe_script)
    for size in (DESK, PHONE):
        resize(page, size)
        violations = page.evaluate(AXE_VIOLATIONS, RULES)
        found += [f"at {size['width']} px, {one['id']}: {one['nodes']}" for one in violations]
        found += [f"at {size['width']} px: {small}" for small in page.evaluate(SMALL_TARGETS)]
    resize(page, NARROWEST)
    found += page.evaluate(PUSHED_SIDEWAYS)
    resize(page, DESK)
    return found


def resize(page: Page, size: dict[str, int]) -> None:
    """Make the window as large as this, and let the page's scripts answer to it."""
    page.set_viewport_size(size)
    page.evaluate(NEXT_FRAME)


def test_nothing_is_wrong_at_desk_width_and_on_a_phone(page, looks, complaints):
    found = []
    for look in looks:
        visit(page, look)
        found += [f"{look.name}: {fault}" for fault in faults(page)]
    # Pages that are missing or forbidden on purpose are no complaint.
    complaints[:] = [one for one in complaints if "status of 403" not in one and "status of 404" not in one]
    assert not found, "\n".join(found)
