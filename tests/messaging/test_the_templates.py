"""Templates on the manager's pages: written, counted, judged, kept; and what the database and the linter refuse."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from messaging import queries
from messaging.errors import ApprovalNotAllowed, TemplateMalformed, TemplateObjectionable, TemplateUnchanged
from messaging.models import Approval, Template, TemplateVersion
from messaging.rules import lint
from messaging.services import templates
from tests.statements import statements

pytestmark = pytest.mark.django_db

SIGNED = "【井冈山培训】"


@pytest.fixture
def template():
    return Template.objects.get(key="response_due")


@pytest.mark.parametrize(
    ("text", "is_promotion", "finding"),
    [
        ("王芳您好，春季班开始报名。", True, "way_out_missing"),
        ("王芳您好。拒收请回复R，谢谢", True, "way_out_missing"),
        ("您的咨询已收到。拒收请回复R", False, "way_out_misplaced"),
        ("退订请回T。春季班开始报名。拒收请回复R", True, "way_out_misplaced"),
        ("拒收请回复R。春季班开始报名。拒收请回复R", True, "way_out_misplaced"),
        ("限时优惠，请回电。", False, "advertising"),
        ("代开发票请回电。", False, "forbidden"),
        ("详情见 www.example.cn", False, "link"),
        ("请拨打0796-8970353", False, "telephone"),
        ("红色教育培训已安排", False, "topic"),
        ("字" * 500, False, "length"),
    ],
)
def test_the_linter_knows_what_each_kind_may_say(text, is_promotion, finding):
    assert finding in lint.findings(SIGNED + text, is_promotion=is_promotion)


def test_a_clean_promotion_has_no_findings():
    assert lint.findings(SIGNED + "王芳您好，春季班开始报名。拒收请回复R", is_promotion=True) == []


def test_an_edit_is_a_new_version_and_the_old_one_is_sent(template, manager):
    version = templates.add_version(template, text="请回电：{name}，约定{due}。", by=manager)
    assert (version.number, version.state) == (2, Approval.DRAFT)
    (listed,) = [one for one in queries.templates() if one.template == template]
    assert (listed.current.number, listed.waiting.number) == (1, 2)


def test_a_second_edit_withdraws_the_undecided_first(template, manager):
    first = templates.add_version(template, text="请回电：{name}。", by=manager)
    templates.add_version(template, text="请尽快回电：{name}。", by=manager)
    first.refresh_from_db()
    assert first.state == Approval.WITHDRAWN


@pytest.mark.parametrize("text", ["", "   ", "请回电：{nmae}", "请回电：{name", "请回电：{{name}}", "请回电：{名字}"])
def test_a_wording_that_cannot_be_filled_in_is_refused(template, manager, text):
    with pytest.raises(TemplateMalformed):
        templates.add_version(template, text=text, by=manager)


def test_the_same_words_again_are_no_new_version(template, manager):
    with pytest.raises(TemplateUnchanged):
        templates.add_version(template, text=template.versions.get().text, by=manager)


def test_a_version_with_findings_is_not_submitted(template, manager):
    version = templates.add_version(template, text="{name}的咨询见 www.example.cn", by=manager)
    with pytest.raises(TemplateObjectionable):
        templates.decide(version.pk, to=Approval.SUBMITTED, by=manager)


@pytest.mark.parametrize("to", [Approval.APPROVED, Approval.REJECTED, Approval.DRAFT])
def test_a_draft_is_submitted_before_it_is_decided_about(template, manager, to):
    version = templates.add_version(template, text="请回电：{name}。", by=manager)
    with pytest.raises(ApprovalNotAllowed):
        templates.decide(version.pk, to=to, by=manager)


@pytest.mark.parametrize("changes", [{"text": "anders"}, {"number": 9}, {"signature": "别家"}])
def test_the_database_keeps_what_a_version_said(template, changes):
    with pytest.raises(IntegrityError, match="messaging_templateversion_is_append_only"):
        template.versions.update(**changes)


def test_the_database_forgets_no_version(template):
    with pytest.raises(IntegrityError, match="messaging_templateversion_is_append_only"):
        template.versions.all().delete()


def test_the_database_knows_one_open_version_a_template(template, manager):
    templates.add_version(template, text="请回电：{name}。", by=manager)
    with pytest.raises(IntegrityError, match="messaging_templateversion_one_open"):
        TemplateVersion.objects.create(template=template, number=9, text="x")


def test_what_was_changed_is_shown_piece_by_piece():
    assert queries.difference("请尽快联系。", "请马上联系。") == [
        ("=", "请"),
        ("-", "尽快"),
        ("+", "马上"),
        ("=", "联系。"),
    ]
    assert queries.difference("", "第一版") == [("=", "第一版")]


def test_the_list_costs_the_same_however_long_it_is(as_manager, manager):
    def look(*numbers):
        for number in numbers:
            templates.create_template(
                f"extra_{number}", title="新", purpose="notify", variables=["name"], text="{name}您好", by=manager
            )
        as_manager.get(reverse("messaging:template-list"))
        return statements(lambda: as_manager.get(reverse("messaging:template-list")))

    assert look(1) == look(2, 3)


def test_the_history_costs_the_same_however_long_it_is(as_manager, template, manager):
    address = reverse("messaging:template", args=[template.key])

    def look(*numbers):
        for number in numbers:
            templates.add_version(template, text=f"请回电：{{name}}。{number}", by=manager)
        as_manager.get(address)
        return statements(lambda: as_manager.get(address))

    assert look(1) == look(2, 3)


def test_a_manager_writes_submits_and_approves_on_the_page(as_manager, template):
    address = reverse("messaging:template", args=[template.key])
    assert as_manager.post(address, {"text": "请回电：{name}，约定{due}。"}).status_code == 302
    version = template.versions.first()
    for to in ("submitted", "approved"):
        as_manager.post(reverse("messaging:template-decide", args=[version.pk]), {"to": to, "note": "报备通过"})
    as_manager.post(reverse("messaging:provider-id", args=[version.pk]), {"gateway": "aliyun", "code": "SMS_9"})
    version.refresh_from_db()
    assert (version.state, version.provider_ids, version.note) == ("approved", {"aliyun": "SMS_9"}, "报备通过")
    page = as_manager.get(address).content.decode()
    assert "<ins" in page
    assert "SMS_9" in page


def test_a_refused_wording_comes_back_as_it_was_typed(as_manager, template):
    answer = as_manager.post(reverse("messaging:template", args=[template.key]), {"text": "请回电：{nmae}"})
    assert answer.status_code == 422
    assert "请回电：{nmae}</textarea>" in answer.content.decode()
    assert "{nmae}" in str(answer.context["form"].errors["text"])


def test_a_decision_that_is_refused_says_why(as_manager, template):
    answer = as_manager.post(
        reverse("messaging:template-decide", args=[template.versions.get().pk]), {"to": "approved"}
    )
    assert answer.status_code == 422
    assert "alert-danger" in answer.content.decode()


def test_the_counter_counts_while_it_is_typed(as_manager, template):
    address = reverse("messaging:template-count", args=[template.key])
    fragment = as_manager.post(address, {"text": "{name}" + "字" * 70}).content.decode()
    assert "2" in fragment
    assert "badge-warn" in fragment
    assert "template-findings" not in fragment
    assert "template-findings" in as_manager.post(address, {"text": "见 www.example.cn"}).content.decode()


def test_a_new_wording_begins_as_a_draft_and_its_key_is_its_own(as_manager):
    typed = {
        "key": "spring_reminder",
        "title": "开班提醒",
        "purpose": "notify",
        "language": "zh-hans",
        "variables": "name，consultant",
        "text": "{name}您好，{consultant}提醒您班次安排已发出。",
        "signature": "井冈山春训",
    }
    address = reverse("messaging:template-new")
    assert as_manager.post(address, typed).status_code == 302
    template = Template.objects.get(key="spring_reminder")
    version = template.versions.get()
    assert (template.variables, version.state) == (["name", "consultant"], "draft")
    assert version.signature == "井冈山春训"
    assert as_manager.post(address, typed).status_code == 422
    assert as_manager.post(address, {**typed, "key": "other_one", "text": "{nobody}"}).status_code == 422
    assert not Template.objects.filter(key="other_one").exists()
