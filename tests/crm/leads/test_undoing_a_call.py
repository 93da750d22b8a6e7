"""What was done to a lead by one key can be undone, and a lost lead can be worked on again."""

from datetime import timedelta

import pytest

from crm.leads.errors import AskedAgain, HappenedSince, StageNotAllowed
from crm.leads.models import Action
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, undo
from kit import clock
from tests.factories.leads import ask

pytestmark = pytest.mark.django_db


def test_the_toast_offers_it_and_z_presses_it(as_zhong, lead):
    answer = as_zhong.post(
        f"/desk/leads/{lead.pk}/call/", {"outcome": Outcome.INTERESTED}, headers={"HX-Request": "true"}
    )
    assert f"/desk/actions/{Action.objects.get().pk}/undo/" in answer.text
    assert 'hx-swap-oob="beforeend:#toasts"' in answer.text


def test_for_ten_minutes_the_timeline_offers_to_undo_it(as_zhong, lead, manager, client, monday, time_machine):
    time_machine.move_to(monday + timedelta(minutes=5), tick=False)
    as_zhong.post(f"/desk/leads/{lead.pk}/call/", {"outcome": Outcome.INTERESTED})
    address, page = f"/desk/actions/{Action.objects.get().pk}/undo/", f"/desk/leads/{lead.pk}/"
    as_zhong.get(page)  # with the toast of the action
    assert as_zhong.get(page).text.count(address) == 1
    time_machine.shift(timedelta(minutes=11))
    assert address not in as_zhong.get(page).text
    time_machine.shift(timedelta(minutes=-5))
    client.force_login(manager)
    assert address not in client.get(page).text


def test_what_was_undone_is_struck_with_who_and_when(as_zhong, lead, monday, time_machine):
    time_machine.move_to(monday + timedelta(minutes=5), tick=False)
    page = f"/desk/leads/{lead.pk}/"
    as_zhong.post(f"{page}call/", {"outcome": Outcome.INTERESTED, "note": "要报价"})
    assert "is-undone" not in as_zhong.get(page).text

    as_zhong.post(f"/desk/actions/{Action.objects.get().pk}/undo/")
    shown = " ".join(as_zhong.get(page).text.split())
    assert "<s><strong>通话</strong>" in shown
    assert f"已撤销 钟老师 {clock.local(clock.now()):%m-%d %H:%M}" in shown


def after(tab):
    return {"Referer": f"http://testserver/desk/leads/1/?{tab}"}


def test_an_undo_comes_back_to_the_list_as_it_was(as_zhong, lead):
    as_zhong.post(f"/desk/leads/{lead.pk}/call/", {"outcome": Outcome.INTERESTED})
    address = f"/desk/actions/{Action.objects.get().pk}/undo/"
    assert (
        as_zhong.post(address, headers=after("tab=open&stage=new")).url == f"/desk/leads/{lead.pk}/?tab=open&stage=new"
    )


def test_an_undo_that_comes_too_late_says_so_beside_the_lead(as_zhong, lead, zhong):
    as_zhong.post(f"/desk/leads/{lead.pk}/call/", {"outcome": Outcome.INTERESTED})
    leads.note(lead.pk, text="又来电话了", by=zhong.user)
    answer = as_zhong.post(f"/desk/actions/{Action.objects.get().pk}/undo/", follow=True)

    assert answer.redirect_chain[-1][0] == f"/desk/leads/{lead.pk}/"
    assert "不能再撤销" in answer.text


def test_only_stages_that_can_be_reached_are_buttons(as_zhong, lead):
    leads.advance(lead.pk, to=Stage.PROPOSED, by=None)
    page = as_zhong.get(f"/desk/leads/{lead.pk}/")
    assert [step.stage for step in page.context["path"] if step.is_reachable] == [Stage.QUALIFIED]


@pytest.mark.parametrize(("verb", "sent"), [("note", {"text": "好"}), ("keep", {"kept": "on"})])
def test_every_action_without_a_script_returns_to_the_list(as_zhong, lead, verb, sent):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/{verb}/", sent, headers=after("tab=today"))
    assert answer.url == f"/desk/leads/{lead.pk}/?tab=today"


def test_a_filter_of_another_page_is_no_filter_of_the_list(as_zhong, lead):
    elsewhere = {"Referer": "http://testserver/desk/pool/?stage=new"}
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/note/", {"text": "好"}, headers=elsewhere)
    assert answer.url == f"/desk/leads/{lead.pk}/"


def lose(lead, user, at):
    leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=user, at=at)


def test_an_owner_reopens_within_a_week_and_a_manager_always(lead, zhong, qian, manager, monday):
    lose(lead, zhong.user, monday)
    with pytest.raises(StageNotAllowed):
        leads.reopen(lead.pk, by=qian.user, at=monday)
    with pytest.raises(StageNotAllowed):
        leads.reopen(lead.pk, by=zhong.user, at=monday + timedelta(days=8))
    assert leads.reopen(lead.pk, by=manager, at=monday + timedelta(days=90))[0].is_open
    lose(lead, zhong.user, monday + timedelta(days=91))
    assert leads.reopen(lead.pk, by=zhong.user, at=monday + timedelta(days=97))[0].next_step_at


def test_a_visitor_who_has_asked_again_has_a_newer_lead(lead, zhong, monday):
    lose(lead, zhong.user, monday)
    ask(phone=lead.phone, name=lead.name, at=monday + timedelta(hours=1))
    with pytest.raises(AskedAgain):
        leads.reopen(lead.pk, by=zhong.user, at=monday + timedelta(hours=2))
    with pytest.raises(HappenedSince):
        undo.undo(Action.objects.get().pk, by=zhong.user, at=monday + timedelta(minutes=5))
