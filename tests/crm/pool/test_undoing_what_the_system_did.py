"""The sweep returns leads by itself; a manager sees it in the morning and undoes it, whole or lead by lead."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from crm.leads.errors import AlreadyUndone, HappenedSince, LeadNotAmongThem, TooLateToUndo
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads, undo
from crm.pool.services import pool, reclaim
from kit import clock
from tests.factories.leads import ask
from tests.statements import costs, once

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def evening(monday):
    """Thursday, after duty: the sweep that returns what came on Monday."""
    return monday.replace(hour=21, minute=30) + 3 * DAY


@pytest.fixture
def swept(zhong, qian, monday, evening):
    """Four leads of two desks, returned by one sweep, in the order of their names."""
    for number in range(4):
        ask(at=monday, phone=f"139 0000 {1000 + number}", name=f"王{number}")
    reclaim.sweep(evening - DAY)
    reclaim.sweep(evening)
    leads_returned = list(Lead.objects.in_pool().order_by("name"))
    assert [lead.name for lead in leads_returned] == ["王0", "王1", "王2", "王3"]
    return leads_returned


@pytest.fixture
def morning(evening):
    """The morning after the sweep."""
    return evening.replace(hour=8, minute=5) + DAY


def sweep():
    return Action.objects.get(kind=ActionKind.RECLAIM)


def test_a_sweep_of_several_batches_is_one_action_of_the_system(zhong, qian, monday, evening):
    for number in range(5):
        ask(at=monday, phone=f"139 0000 {1000 + number}")
    reclaim.sweep(evening - DAY, batch=2)
    assert reclaim.sweep(evening, batch=2) == (0, 5)

    assert (sweep().by, sweep().at, sweep().leads.count()) == (None, evening, 5)


def test_a_sweep_that_returns_nothing_keeps_no_action(lead, monday):
    reclaim.sweep(monday)

    assert not Action.objects.exists()


def test_a_manager_undoes_the_whole_sweep_and_is_named(swept, manager, zhong, qian, morning):
    undone = undo.undo(sweep().pk, by=manager, at=morning)

    assert (len(undone.leads), undone.unchanged) == (4, [])
    assert {lead.owner for lead in Lead.objects.all()} == {zhong, qian}
    for lead in Lead.objects.all():
        line = Activity.objects.filter(lead=lead).latest("pk")
        assert (line.kind, line.actor, line.consultant, line.data["reason"]) == (
            Kind.ASSIGNED,
            manager,
            lead.owner,
            "undone",
        )


def test_what_came_back_has_its_days_anew_and_its_planned_call(swept, manager, morning, monday):
    due = {lead.pk: lead.response_due_at for lead in swept}
    undo.undo(sweep().pk, by=manager, at=morning)

    for lead in Lead.objects.all():
        assert (lead.touched_at, lead.warned_at, lead.next_step_at) == (morning, None, due[lead.pk])
    planned = Task.objects.planned().values_list("lead", "due_at")
    assert dict(planned) == due
    assert reclaim.sweep(morning + timedelta(minutes=10)) == (0, 0)
    assert reclaim.sweep(morning.replace(hour=21, minute=30) + DAY)[1] == 0


def test_of_a_sweep_what_went_on_stays_and_is_named(swept, manager, qian, morning):
    leads.assign(swept[2].pk, to=qian, by=manager, at=morning)
    undone = undo.undo(sweep().pk, by=manager, at=morning)

    assert ([lead.name for lead in undone.leads], undone.unchanged) == (["王0", "王1", "王3"], ["王2"])
    assert Activity.objects.filter(lead=swept[2]).latest("pk").data != {"reason": "undone"}


def test_a_lead_whose_number_was_looked_at_in_the_pool_stays_there(swept, manager, zhong, morning):
    pool.reveal(swept[0].pk, by=zhong.user, purpose="read", at=morning)
    undone = undo.undo(sweep().pk, by=manager, at=morning)

    assert undone.unchanged == ["王0"]
    assert Lead.objects.in_pool().get() == swept[0]


def test_one_lead_is_given_back_alone_and_the_rest_later(swept, manager, morning):
    undo.undo(sweep().pk, by=manager, only=swept[1].pk, at=morning)
    assert Lead.objects.in_pool().count() == 3
    with pytest.raises(HappenedSince):
        undo.undo(sweep().pk, by=manager, only=swept[1].pk, at=morning)

    undo.undo(sweep().pk, by=manager, at=morning)
    assert not Lead.objects.in_pool().exists()
    with pytest.raises(AlreadyUndone):
        undo.undo(sweep().pk, by=manager, at=morning)


def test_a_lead_that_is_not_among_them_is_not_given_back(swept, manager, morning):
    with pytest.raises(LeadNotAmongThem):
        undo.undo(sweep().pk, by=manager, only=999999, at=morning)

    assert sweep().undone_at is None
    assert Lead.objects.in_pool().count() == 4


def test_a_sweep_is_undone_when_its_last_lead_is_given_back(swept, manager, morning):
    for lead in swept:
        undo.undo(sweep().pk, by=manager, only=lead.pk, at=morning)

    assert sweep().undone_at == morning


def test_where_everything_went_on_nothing_can_be_undone(swept, manager, qian, morning):
    for lead in swept:
        leads.assign(lead.pk, to=qian, by=manager, at=morning)
    with pytest.raises(HappenedSince):
        undo.undo(sweep().pk, by=manager, at=morning)


def test_nothing_returns_to_a_consultant_who_has_left(swept, manager, qian, morning):
    qian.is_active = False
    qian.save(update_fields=["is_active"])
    undone = undo.undo(sweep().pk, by=manager, at=morning)

    assert len(undone.leads) == len(undone.unchanged) == 2
    assert set(Lead.objects.in_pool().values_list("pooled_from", flat=True)) == {qian.pk}


def test_after_three_days_it_is_too_late(swept, manager, evening):
    with pytest.raises(TooLateToUndo) as refusal:
        undo.undo(sweep().pk, by=manager, at=evening + 3 * DAY + timedelta(minutes=1))
    assert "三天" in str(refusal.value)


def test_taking_back_costs_the_same_for_any_number_of_leads(zhong, manager, monday, evening, morning):
    def cost(number):
        with transaction.atomic():
            for each in range(number):
                ask(at=monday, phone=f"139 0000 {1000 + each}")
            reclaim.sweep(evening - DAY)
            reclaim.sweep(evening)
            statements = once(lambda: undo.undo(sweep().pk, by=manager, at=morning))
            transaction.set_rollback(True)
        return statements

    cost(1)  # what is read once in a while is read now
    assert cost(1) == cost(20)


@pytest.mark.parametrize(("kind", "is_by_system"), [(ActionKind.RECLAIM, False), (ActionKind.GIVE_BACK, True)])
def test_the_database_tells_actions_of_system_and_users_apart(manager, monday, kind, is_by_system):
    with pytest.raises(IntegrityError, match="leads_action_person_or_system"):
        Action.objects.create(kind=kind, by=None if is_by_system else manager, at=monday)


@pytest.fixture
def last_night(zhong, qian):
    """Three leads that came days ago, returned by a sweep of a few hours ago."""
    at = clock.now() - timedelta(hours=5)
    for number in range(3):
        inquiry = ask(at=at - 10 * DAY, phone=f"139 0000 {1000 + number}", name=f"王{number}")
        Lead.objects.filter(pk=inquiry.lead_id).update(warned_at=at - 5 * DAY)
    reclaim.sweep(at)
    return list(Lead.objects.in_pool().order_by("name"))


def test_the_pool_s_page_shows_managers_what_the_system_returned(last_night, as_manager):
    page = as_manager.get("/desk/pool/").text

    assert "系统最近的调整" in page
    assert "钟老师 2 条：王0、王2" in page
    assert "钱老师 1 条：王1" in page
    assert page.count(f"/desk/actions/{sweep().pk}/undo/") == 4
    assert "还给钱老师" in page


def test_one_lead_is_given_back_and_then_the_rest(last_night, as_manager, qian):
    values = {"only": last_night[1].pk, "next": "/desk/pool/"}
    page = as_manager.post(f"/desk/actions/{sweep().pk}/undo/", values, follow=True).text
    last_night[1].refresh_from_db()
    assert last_night[1].owner == qian
    assert "撤回其中 2 条" in page

    leads.log_call(last_night[1].pk, outcome=Outcome.NO_ANSWER, by=qian.user)
    pool.claim(last_night[0].pk, by=qian.user)
    page = as_manager.post(f"/desk/actions/{sweep().pk}/undo/", follow=True).text
    assert "王0" in page
    assert not Lead.objects.in_pool().exists()


def test_a_consultant_neither_sees_it_nor_presses_it(last_night, as_zhong):
    page = as_zhong.get("/desk/pool/").text

    assert "系统最近的调整" not in page
    assert "/undo/" not in page
    assert as_zhong.post(f"/desk/actions/{sweep().pk}/undo/").status_code == 404


def test_what_was_put_there_by_hand_has_no_such_button(lead, as_manager, zhong):
    pool.give_back(lead.pk, by=zhong.user)

    assert "还给钟老师" not in as_manager.get("/desk/pool/").text


def test_the_manager_s_page_costs_the_same_for_any_number_of_leads(zhong, qian, as_manager):
    at = clock.now() - timedelta(hours=5)

    def add(number):
        inquiry = ask(at=at - 10 * DAY, phone=f"139 0000 {1000 + number}")
        Lead.objects.filter(pk=inquiry.lead_id).update(warned_at=at - 5 * DAY)
        if number in {0, 2, 19}:
            reclaim.sweep(at)

    assert len(costs(add, lambda: as_manager.get("/desk/pool/"), sizes=(1, 3, 20))) == 1
    assert len(as_manager.get("/desk/pool/").context["rows"]) == 20


@pytest.mark.parametrize("page", ["call", "on", "//elsewhere.example/", "https://elsewhere.example/", "javascript:1"])
def test_an_undo_leads_to_a_path_of_this_site_only(last_night, as_manager, page):
    answer = as_manager.post(f"/desk/actions/{sweep().pk}/undo/", {"next": page})

    assert answer.url == "/desk/"
