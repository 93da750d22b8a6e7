"""Rows become leads by routing or for one consultant, in batches that each stand alone, and are taken back at once."""

from datetime import timedelta

import pytest

from crm.leads.models import Action, ActionKind, Activity, Kind, Lead, Organisation, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads, undo
from crm.transfer.errors import ColumnsMissing, NothingToImport, NotInThisState
from crm.transfer.models import Choice, Import
from crm.transfer.services import batches, running, taking_back, uploads
from crm.transfer.tasks import work
from kit import clock
from messaging.models import Message
from tests.crm.transfer.files import looked_at, people
from tests.factories.leads import LeadFactory
from tests.statements import once

pytestmark = pytest.mark.django_db


def imported(user, *rows, to=None):
    """The rows imported to their end."""
    job = looked_at(user, *rows)
    running.start(job.pk, consultant=to, by=user)
    work()
    job.refresh_from_db()
    return job


def row(
    name="王主任", phone="13900000001", organisation="青禾县委党校", count="45", month="12月", more="ZS-1", title="科长"
):
    return [name, title, organisation, phone, count, month, more]


def test_every_row_becomes_a_lead_with_what_it_says(zhong):
    job = imported(zhong.user, row(), row(name="李科长", phone="0796-8970353转801"))
    lead = Lead.objects.get(phone="+8613900000001")

    assert job.state == "done"
    assert (lead.name, lead.title, lead.head_count, lead.month) == ("王主任", "科长", 45, "12月")
    assert lead.organisation == Organisation.objects.get(name="青禾县委党校")
    assert (lead.source, lead.stage, lead.owner) == ("import", "new", zhong)
    assert lead.pinyin
    assert Lead.objects.get(name="李科长").phone_extension == "801"


def test_the_timeline_says_where_a_lead_comes_from(zhong):
    imported(zhong.user, row())
    lines = Activity.objects.order_by("pk")

    assert [line.kind for line in lines] == [Kind.ASSIGNED, Kind.MOVED]
    assert "名单.xlsx" in lines[0].text
    assert lines[0].actor == zhong.user


def test_nobody_in_the_list_gets_a_text(zhong, qian):
    imported(zhong.user, *people(4))

    assert not Message.objects.filter(to_number__in=Lead.objects.values("phone")).exists()


def test_each_colleague_is_told_once(manager, qian):
    imported(manager, *people(3), to=qian)
    [message] = Message.objects.all()

    assert message.to_number == qian.hotline
    assert "3条" in message.body


def test_the_first_calls_are_spread_over_coming_days(zhong):
    imported(zhong.user, *people(61), to=zhong)
    days = [clock.local(due).date() for due in Task.objects.order_by("due_at").values_list("due_at", flat=True)]

    assert len(set(days)) == 3
    assert days[0] > clock.today()
    assert set(Lead.objects.values_list("next_step_at", flat=True)) == set(
        Task.objects.values_list("due_at", flat=True)
    )
    assert not Lead.objects.exclude(escalate_at=None).exists()


def test_routing_gives_to_the_lightest_desk_in_turn(zhong, qian):
    imported(zhong.user, *people(6))

    assert Lead.objects.filter(owner=zhong).count() == 3
    assert Lead.objects.filter(owner=qian).count() == 3


def test_what_was_forecast_is_what_happens(zhong, qian):
    job = imported(zhong.user, *people(5))
    got = {name: Lead.objects.filter(owner__name=name).count() for name in job.forecast}

    assert job.forecast == got
    assert sum(got.values()) == 5


def test_a_caller_of_old_goes_to_the_same_consultant(zhong, qian):
    LeadFactory(owner=qian, phone="+8613900000001", stage="lost", lost_reason="预算", next_step_at=None)
    imported(zhong.user, row())

    new = Lead.objects.get(stage="new")
    assert (new.owner, new.routing_reason) == (qian, "returning")


def test_people_of_one_organisation_go_to_one_consultant(zhong, qian):
    imported(zhong.user, *[row(name=f"王{n}", phone=f"1390000000{n}", organisation="吉安一中") for n in range(4)])

    assert Lead.objects.values("owner").distinct().count() == 1


def test_a_duplicate_fills_only_what_is_empty(zhong):
    lead = LeadFactory(owner=zhong, phone="+8613900000001", head_count=20, title="")
    imported(zhong.user, row(count="45", title="科长"))
    lead.refresh_from_db()

    assert (lead.head_count, lead.title, lead.organisation.name) == (20, "科长", "青禾县委党校")
    assert set(lead.activities.values_list("data__field", flat=True)) == {"title", "organisation", "month"}


def test_the_same_person_twice_in_the_file_can_fill_the_first(zhong):
    job = looked_at(zhong.user, row(title=""), row(title="校长"))
    uploads.choose(job.pk, choice=Choice.FILL, number=3)
    running.start(job.pk, consultant=None, by=zhong.user)
    work()

    assert Lead.objects.get().title == "校长"


def test_who_has_asked_since_the_check_is_not_doubled(zhong, qian):
    job = looked_at(zhong.user, row(), row(name="李科长", phone="13900000002"))
    LeadFactory(owner=qian, phone="+8613900000001", title="")
    running.start(job.pk, consultant=None, by=zhong.user)
    work()

    assert Lead.objects.filter(phone="+8613900000001").count() == 1
    assert not Lead.objects.filter(phone="+8613900000001").exclude(title="").exists()
    assert list(job.rows.filter(number__gt=1).order_by("number").values_list("result", flat=True)) == [
        "skipped",
        "created",
    ]


def test_a_batch_costs_the_same_for_any_number_of_rows(zhong, qian):
    def run(count, first):
        job = looked_at(zhong.user, *people(count, first=first))
        running.start(job.pk, consultant=None, by=zhong.user)
        cost = once(running.run_next)
        work()
        return cost

    run(1, 5000)  # roster and rules are read
    assert len({run(1, 0), run(3, 10), run(100, 1000)}) == 1


def test_an_import_broken_off_goes_on_where_it_was(zhong, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    job = looked_at(zhong.user, *people(5))
    running.start(job.pk, consultant=None, by=zhong.user)
    running.run_next()
    with monkeypatch.context() as broken:
        broken.setattr(batches, "take", None)
        work()
    job.refresh_from_db()
    assert job.state == "failed"
    assert Lead.objects.count() == 2

    running.go_on(job.pk)
    work()

    job.refresh_from_db()
    assert job.state == "done"
    assert Lead.objects.count() == 5


def test_the_page_of_a_broken_import_offers_both_ways(as_zhong, zhong, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    job = looked_at(zhong.user, *people(4))
    running.start(job.pk, consultant=None, by=zhong.user)
    running.run_next()
    Import.objects.update(progress_at=clock.now() - timedelta(minutes=1))
    page = as_zhong.get(job.get_absolute_url()).text

    assert "4 行里已导入 2 行" in page
    assert f"/desk/import/{job.pk}/go-on/" in page
    assert f"/desk/import/{job.pk}/take-back/" in page


def test_an_import_taken_back_leaves_every_desk_and_report(zhong, qian, manager):
    job = imported(zhong.user, *people(4))
    undone = taking_back.take_back(job.pk, by=zhong.user)

    assert len(undone.leads) == 4
    assert not Lead.objects.open().exists()
    assert not Lead.objects.counted().exists()
    assert not Lead.objects.asked_between(clock.now() - timedelta(days=1), clock.now()).exists()
    assert not Task.objects.planned().exists()
    job.refresh_from_db()
    assert job.state == "taken_back"


def test_a_filled_lead_is_as_before_when_it_is_taken_back(zhong):
    lead = LeadFactory(owner=zhong, phone="+8613900000001", title="")
    job = imported(zhong.user, row(title="科长"))
    taking_back.take_back(job.pk, by=zhong.user)
    lead.refresh_from_db()

    assert (lead.title, lead.organisation, lead.stage) == ("", None, "new")


def test_a_lead_that_was_called_since_stays_and_is_named(as_zhong, zhong):
    job = imported(zhong.user, *people(3), to=zhong)
    called = Lead.objects.get(name="王1主任")
    leads.log_call(called.pk, outcome=Outcome.INTERESTED, by=zhong.user)

    as_zhong.post(f"/desk/import/{job.pk}/take-back/")

    assert list(Lead.objects.open()) == [called]
    assert "王1主任" in as_zhong.get(job.get_absolute_url()).text


def test_an_import_under_way_is_taken_back_and_not_gone_on_with(zhong, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    job = looked_at(zhong.user, *people(5))
    running.start(job.pk, consultant=None, by=zhong.user)
    running.run_next()
    taking_back.take_back(job.pk, by=zhong.user)
    work()

    assert Lead.objects.count() == 2
    assert not Lead.objects.open().exists()


def test_an_import_is_taken_back_before_its_first_batch(zhong):
    job = looked_at(zhong.user)
    running.start(job.pk, consultant=None, by=zhong.user)
    taking_back.take_back(job.pk, by=zhong.user)
    work()

    assert not Lead.objects.exists()


def test_an_import_is_taken_back_by_the_undo_of_the_desk_too(as_zhong, zhong):
    job = imported(zhong.user, *people(2))
    as_zhong.post(f"/desk/actions/{job.action_id}/undo/")

    job.refresh_from_db()
    assert job.state == "taken_back"
    assert not Lead.objects.open().exists()


def test_an_import_is_taken_back_for_three_days_and_once(zhong):
    job = imported(zhong.user, *people(2))
    with pytest.raises(undo.TooLateToUndo):
        taking_back.take_back(job.pk, by=zhong.user, at=clock.now() + timedelta(days=4))
    taking_back.take_back(job.pk, by=zhong.user, at=clock.now() + timedelta(days=2))
    with pytest.raises(NotInThisState):
        taking_back.take_back(job.pk, by=zhong.user)


def test_a_lead_taken_back_can_be_worked_on_again(zhong, manager):
    job = imported(zhong.user, *people(1))
    taking_back.take_back(job.pk, by=zhong.user)
    lead, _action = leads.reopen(Lead.objects.get().pk, by=manager)

    assert (lead.stage, lead.taken_back_at) == ("new", None)
    assert Lead.objects.counted().exists()


def test_an_import_is_begun_once(zhong):
    job = looked_at(zhong.user)
    running.start(job.pk, consultant=None, by=zhong.user)

    with pytest.raises(NotInThisState):
        running.start(job.pk, consultant=None, by=zhong.user)
    assert Action.objects.filter(kind=ActionKind.IMPORT).count() == 1


def test_without_a_column_for_the_phone_nothing_begins(zhong):
    job = looked_at(zhong.user)
    uploads.match(job.pk, fields=["name", "", "", "", "", "", ""], remember=False)

    with pytest.raises(ColumnsMissing):
        running.start(job.pk, consultant=None, by=zhong.user)


def test_without_a_row_that_is_ready_nothing_begins(zhong):
    job = looked_at(zhong.user, row(phone="见名片"))

    with pytest.raises(NothingToImport):
        running.start(job.pk, consultant=None, by=zhong.user)


def test_a_consultant_chooses_nobody_but_the_own_desk(as_zhong, zhong, qian):
    job = looked_at(zhong.user)
    refused = as_zhong.post(f"/desk/import/{job.pk}/start/", {"consultant": qian.pk})
    as_zhong.post(f"/desk/import/{job.pk}/start/", {"consultant": zhong.pk})

    assert refused.status_code == 422
    job.refresh_from_db()
    assert job.consultant == zhong


def test_where_no_consultant_works_the_import_says_so(manager):
    job = looked_at(manager)
    running.start(job.pk, consultant=None, by=manager)
    work()
    job.refresh_from_db()

    assert job.state == "failed"
    assert "老师" in job.error
