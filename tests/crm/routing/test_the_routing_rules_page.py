"""A manager orders the rules, tries them on past inquiries, saves a version and restores an earlier one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from consultants.models import Consultant
from consultants.queries import forget_roster
from crm.intake.services import details, telephone
from crm.intake.services.telephone import Call
from crm.leads.models import Lead
from crm.leads.rules.outcomes import Outcome
from crm.routing.models import RoutingRuleSet
from crm.routing.queries import replay as replay_queries
from crm.routing.queries.active import forget_rules
from crm.routing.services import rule_sets
from kit import clock, phones
from kit.errors import ChangedMeanwhile
from tests.factories.leads import LeadFactory, ask
from tests.statements import statements

pytestmark = pytest.mark.django_db

ANY = {
    "topics": [],
    "sources": [],
    "people_from": None,
    "people_to": None,
    "weekdays": [],
    "hour_from": None,
    "hour_to": None,
    "shares": [],
}


def rule(*people, **values):
    return ANY | {"name": "规则", "strategy": "team", "people": [person.pk for person in people]} | values


def publish(*rules, fallback, version=0, shown="after"):
    rule_set = rule_sets.publish(version=version, rules=list(rules), shown=shown, fallback=fallback, by=None)
    forget_rules()
    return rule_set


def sent(qian, *, version=0, **values):
    return {
        "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "0",
        "rules-0-name": "大团",
        "rules-0-strategy": "person",
        "rules-0-people": [qian.pk],
        "rules-0-people_from": "50",
        "set-version": str(version),
        "set-shown": "after",
        "set-fallback": str(qian.pk),
        "set-organisation_days": "180",
    } | values


def test_the_first_rule_that_fits_decides_and_the_trace_names_it(zhong, qian, monday):
    publish(rule(qian, name="大团", people_from=50), rule(zhong), fallback=zhong)
    large, small = (ask(at=monday, phone=f"138000000{n:02d}", head_count=n).lead for n in (60, 6))

    assert (large.owner, large.routing_reason, small.owner) == (qian, "rule", zhong)
    assert {"rule": "大团", "version": 1, "chosen": True} in large.routing_trace["rules"]


def test_a_manager_orders_rules_and_the_consultant_shown(zhong, qian, monday):
    publish(rule(qian), fallback=zhong)
    after = ask(at=monday, phone="13800000001", shown_consultant_id=zhong.pk).lead
    publish(rule(qian), fallback=zhong, version=1, shown="before")
    before = ask(at=monday, phone="13800000002", shown_consultant_id=zhong.pk).lead

    assert (after.owner, before.owner, before.routing_reason) == (qian, zhong, "shown")


def test_a_returning_visitor_comes_before_every_rule(zhong, qian, monday):
    first = ask(at=monday).lead
    publish(rule(qian), fallback=qian)

    assert ask(at=monday + timedelta(minutes=1)).lead.owner == first.owner


def test_leads_are_given_by_shares(zhong, qian, monday):
    publish(rule(zhong, qian, strategy="share", shares=[2, 1]), fallback=zhong)
    for number in range(9):
        ask(at=monday, phone=f"1380000000{number}")

    assert (zhong.leads.count(), qian.leads.count()) == (6, 3)


def test_a_folded_rule_shows_its_conditions_and_consultants(as_manager, zhong, qian):
    publish(
        rule(zhong, qian, strategy="share", shares=[2, 1], topics=["region:江西", "kind:school"], people_from=50),
        rule(strategy="lightest", hour_from=18),
        fallback=zhong,
    )
    first, second, _blank = as_manager.get("/desk/routing/").context["rules"]

    assert (first.asks, first.goes_to) == ("江西 · 学校 · 50–∞ 人", "钟老师、钱老师 · 小组按份额轮流 · 2:1")
    assert (second.asks, second.goes_to) == ("18–24 点", "全员中最空闲者")


def test_rules_without_consultants_are_passed_over_with_a_warning(as_manager, zhong, qian, monday):
    publish(rule(qian, name="走了"), rule(name="空组"), fallback=zhong)
    Consultant.objects.filter(pk=qian.pk).update(is_active=False)
    forget_roster()
    lead = ask(at=monday).lead

    assert lead.owner == zhong
    assert {line["rule"]: line["skip"] for line in lead.routing_trace["rules"]} == {
        "走了": "left",
        "空组": "no_team",
    }
    page = as_manager.get("/desk/routing/").content.decode()
    assert "“走了”" in page
    assert "“空组”" in page


def test_a_fallback_who_left_is_replaced_with_a_warning(as_manager, zhong, qian, monday):
    publish(fallback=qian)
    Consultant.objects.filter(pk=qian.pk).update(is_active=False)
    Consultant.objects.update(open_leads_at_most=1)
    forget_roster()
    leads = [ask(at=monday, phone=f"1380000000{number}").lead for number in range(2)]

    assert [lead.owner for lead in leads] == [zhong, zhong]
    assert "兜底的老师已离职" in as_manager.get("/desk/routing/").content.decode()


def test_when_all_on_duty_are_full_the_lightest_answers(zhong, qian, monday):
    Consultant.objects.update(open_leads_at_most=1)
    publish(fallback=qian)
    leads = [ask(at=monday, phone=f"1380000000{number}").lead for number in range(3)]

    assert (leads[2].owner, leads[2].routing_reason) == (zhong, "fallback")


def test_a_manager_saves_a_first_version_without_any_script(as_manager, zhong, qian):
    assert as_manager.post("/desk/routing/", sent(qian)).status_code == 302

    rule_set = RoutingRuleSet.objects.get()
    assert (rule_set.version, rule_set.is_active, rule_set.fallback) == (1, True, qian)
    assert rule_set.as_rules.rules[0].people == (qian.pk,)


def as_shown(answer):
    """What a browser sends back when the manager changes nothing."""
    values = {}
    for form in (answer.context["set_form"], answer.context["rules"].management_form, *answer.context["rules"]):
        for field in form:
            if field.value() is not False and field.value() not in (None, "", []):
                values[field.html_name] = field.value()
    return values


def test_rules_are_kept_reordered_and_deleted(as_manager, zhong, qian):
    kept = publish(rule(qian, name="甲", people_from=50), rule(zhong, name="乙", hour_from=0), fallback=zhong)
    values = as_shown(as_manager.get("/desk/routing/"))
    assert as_manager.post("/desk/routing/", values).status_code == 302
    assert RoutingRuleSet.objects.active().get().as_rules.rules == kept.as_rules.rules

    values = as_shown(as_manager.get("/desk/routing/"))
    reordered = as_manager.post("/desk/routing/", values | {"rules-0-ORDER": "3"})
    assert reordered.status_code == 302
    assert [kept_rule.name for kept_rule in RoutingRuleSet.objects.active().get().as_rules.rules] == ["乙", "甲"]

    values = as_shown(as_manager.get("/desk/routing/"))
    as_manager.post("/desk/routing/", values | {"rules-0-DELETE": "on"})
    assert [kept_rule.name for kept_rule in RoutingRuleSet.objects.active().get().as_rules.rules] == ["甲"]


def test_trying_rules_shows_their_effect_and_saves_nothing(as_manager, zhong, qian):
    at = clock.start_of(clock.today() - timedelta(days=3)) + timedelta(hours=10)
    for number in range(4):
        ask(at=at + timedelta(minutes=number), phone=f"1380000000{number}", head_count=60)
    answer = as_manager.post("/desk/routing/", sent(qian) | {"preview": "1", "rules-0-people": [zhong.pk]})

    owners = [lead.owner for lead in Lead.objects.all()]
    counts = [("钟老师", owners.count(zhong)), ("钱老师", owners.count(qian))]
    assert [row[:2] for row in answer.context["desks"]] == counts
    assert [row[2] for row in answer.context["desks"]] == [4, 0]
    assert [(got, would) for _lead, got, would in answer.context["changes"]] == [("钱老师", "钟老师")] * 2
    assert not RoutingRuleSet.objects.exists()


def test_a_trial_says_how_many_leads_it_left_out(as_manager, zhong, qian, monkeypatch):
    monkeypatch.setattr(replay_queries, "CANDIDATES", 4)
    monkeypatch.setattr(replay_queries, "AT_LEAST", 1)
    at = clock.now() - timedelta(days=3)
    for number in range(3):
        ask(at=at + timedelta(minutes=number), phone=f"1380000000{number}")
    answer = as_manager.post("/desk/routing/", sent(qian) | {"preview": "1"})

    assert answer.context["tried"] == 2
    assert "这些天共有 3 条线索：试算 2 条，最早的 1 条未计入。" in answer.content.decode()


def test_a_trial_counts_the_leads_that_no_rule_decides(as_manager, zhong, qian, manager):
    at = clock.now() - timedelta(days=3)
    for number in range(2):
        ask(at=at + timedelta(minutes=number), phone=f"1380000000{number}")
    answered = Call(name="王主任", phone=phones.parse("13800000009"), outcome=Outcome.INTERESTED)
    telephone.take(answered, by=zhong.user, at=at)
    LeadFactory(owner=None, pooled_at=at, next_step_at=None, asked_at=at, routing_reason="unowned")
    LeadFactory(owner=zhong, asked_at=clock.now() - timedelta(days=40))
    answer = as_manager.post("/desk/routing/", sent(qian) | {"preview": "1"})

    words = "这些天共有 4 条线索：试算 2 条，1 条不受规则影响（本人、单位或来电已先决定），1 条没有分配记录。"
    assert words in answer.content.decode()


def test_a_stale_form_is_refused_and_keeps_what_was_typed(as_manager, zhong, qian):
    publish(fallback=zhong)
    answer = as_manager.post("/desk/routing/", sent(qian))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "您填写的内容还在" in page
    assert 'value="大团"' in page
    assert RoutingRuleSet.objects.count() == 1
    assert as_manager.post("/desk/routing/", sent(qian, version=1)).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rules-0-people": []}, "请选择一位咨询老师"),
        ({"rules-0-strategy": "share", "rules-0-shares": "2:1"}, "份额的个数"),
        ({"rules-0-strategy": "share", "rules-0-shares": "0"}, "份额请填"),
    ],
)
def test_a_wrong_rule_is_refused_and_the_form_keeps_it(as_manager, qian, wrong, words):
    answer = as_manager.post("/desk/routing/", sent(qian) | wrong)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="大团"' in answer.content.decode()


def test_a_rule_set_without_a_fallback_is_refused(as_manager, qian):
    answer = as_manager.post("/desk/routing/", sent(qian) | {"set-fallback": ""})

    assert answer.status_code == 422
    assert "fallback" in answer.context["set_form"].errors
    assert not RoutingRuleSet.objects.exists()


def test_a_manager_sets_how_long_an_organisation_is_kept(as_manager, zhong, qian, monday):
    organisation = {"organisation_name": "清源县财政局"}
    first = ask(at=monday, phone="13800000001", **organisation)
    details.add(first.pk, at=monday, **organisation)
    LeadFactory.create_batch(3, owner=first.lead.owner, asked_at=monday)
    as_manager.post("/desk/routing/", sent(qian) | {"set-organisation_days": "10", "rules-TOTAL_FORMS": "0"})
    forget_rules()
    within = ask(at=monday + timedelta(days=9), phone="13800000002", **organisation).lead
    after = ask(at=monday + timedelta(days=20), phone="13800000003", **organisation).lead

    assert (within.owner, within.routing_reason) == (first.lead.owner, "organisation")
    assert after.routing_reason != "organisation"


def test_an_earlier_version_is_restored_as_a_copy(as_manager, zhong, qian):
    publish(rule(qian), fallback=zhong)
    publish(fallback=qian, version=1)
    as_manager.post("/desk/routing/1/restore/", {"version": "2"})

    rule_set = RoutingRuleSet.objects.active().get()
    assert (rule_set.version, rule_set.restores, rule_set.fallback) == (3, 1, zhong)
    assert len(rule_set.rules) == 1


def test_a_restore_from_an_old_page_is_refused(zhong, qian):
    first = publish(fallback=zhong)
    publish(fallback=qian, version=1)
    with pytest.raises(ChangedMeanwhile):
        rule_sets.restore(first, version=1, by=None)


def test_a_share_counts_the_leads_given_since_monday(zhong, qian, monday):
    publish(rule(zhong, qian, strategy="share", shares=[1, 1]), fallback=zhong, shown="never")
    closed = {"stage": "lost", "lost_reason": "预算不够", "next_step_at": None}
    LeadFactory.create_batch(3, owner=zhong, asked_at=monday, **closed)
    LeadFactory.create_batch(9, owner=qian, asked_at=monday - timedelta(days=3))

    assert ask(at=monday).lead.owner == qian


def test_the_page_costs_the_same_with_one_rule_and_with_three(as_manager, zhong):
    counts = []
    for version, count in enumerate((1, 3)):
        publish(*[rule(zhong, name=f"规则{n}") for n in range(count)], fallback=zhong, version=version)
        counts.append(statements(lambda: as_manager.get("/desk/routing/")))

    assert counts[0] == counts[1]


def test_the_database_refuses_to_change_a_version(zhong):
    publish(fallback=zhong)
    with pytest.raises(IntegrityError, match="routing_routingruleset_is_append_only"):
        RoutingRuleSet.objects.update(shown="never")
