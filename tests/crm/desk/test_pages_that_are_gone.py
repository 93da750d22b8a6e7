"""What a colleague has settled meanwhile is answered in the workspace, without a word of what it was."""

from datetime import timedelta

import pytest

from crm.intake.services import review
from crm.leads.services import leads
from tests.factories.leads import ask

pytestmark = pytest.mark.django_db
SHELL = 'class="desk-nav"'


@pytest.fixture(autouse=True)
def _in_the_hours_of_duty(monday, time_machine):
    time_machine.move_to(monday + timedelta(minutes=5))


@pytest.fixture
def given_away(lead, zhong, qian):
    leads.assign(lead.pk, to=qian, by=zhong.user)
    return lead


@pytest.mark.parametrize(
    "address", ["/desk/leads/{}/", "/classes/leads/{}/panel/", "/desk/leads/99999/", "/desk/nowhere/"]
)
def test_a_page_that_is_gone_is_told_in_the_desk_s_shell(as_zhong, given_away, address):
    answer = as_zhong.get(address.format(given_away.pk))
    assert answer.status_code == 404
    assert SHELL in answer.text
    assert "/desk/?tab=all" in answer.text
    assert given_away.name not in answer.text


def test_what_is_not_there_looks_like_what_is_a_colleague_s(as_zhong, given_away):
    def answered(pk):
        page = as_zhong.get(f"/desk/leads/{pk}/").text
        return page[page.index("pane-body") : page.index("</section>")]

    assert answered(given_away.pk) == answered(99999)


@pytest.mark.parametrize("verb", ["note", "call", "next-step", "assign", "keep", "give-back"])
def test_an_action_on_a_colleague_s_lead_is_answered_in_the_shell(as_zhong, zhong, given_away, verb):
    sent = {"text": "下周再打", "outcome": "interested", "due_at": "2030-01-01T09:00", "to": zhong.pk, "kept": "1"}
    answer = as_zhong.post(f"/desk/leads/{given_away.pk}/{verb}/", sent)
    assert answer.status_code == 404
    assert SHELL in answer.text


def test_the_site_and_strangers_keep_the_site_s_page(client, as_zhong):
    assert SHELL not in as_zhong.get("/nowhere/").text
    client.logout()
    assert SHELL not in client.get("/desk/nowhere/").text


def test_what_belongs_to_another_role_is_told_in_the_shell(as_zhong):
    answer = as_zhong.get("/messages/gateways/")
    assert answer.status_code == 403
    assert SHELL in answer.text


@pytest.mark.parametrize(("verb", "sent"), [("release", {}), ("discard", {"reason": "广告"})])
def test_a_row_already_decided_about_is_told_above_the_list(as_zhong, zhong, qian, verb, sent):
    settled, waiting = ask(suspect_reason="trap"), ask(suspect_reason="trap", phone="13900003333", name="李老师")
    review.release(settled.pk, by=qian.user)

    answer = as_zhong.post(f"/desk/review/{settled.pk}/{verb}/", sent)
    assert answer.status_code == 422
    assert "同事已处理" in answer.text
    assert waiting.name in answer.text


def test_a_row_put_back_twice_is_told_above_the_list(as_zhong, zhong, qian):
    odd = ask(suspect_reason="trap")
    review.discard(odd.pk, reason="广告", by=qian.user)
    review.put_back(odd.pk, by=qian.user)
    answer = as_zhong.post(f"/desk/review/{odd.pk}/put-back/")
    assert answer.status_code == 422
    assert "同事已处理" in answer.text
