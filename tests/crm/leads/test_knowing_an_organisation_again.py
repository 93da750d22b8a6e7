"""One organisation under many spellings: the rule, and the notices."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.intake.services import details
from crm.leads.models import Activity, Kind, Lead, Organisation
from crm.leads.rules import organisations
from crm.leads.services import leads
from crm.routing.rules import regions
from messaging.models import Message
from tests.factories.leads import LeadFactory, ask

names = st.text(
    alphabet="中共国产党委员会江南湖县市省局学院大集团有限公司人民政府总工Ａ1（）·  ", min_size=1, max_size=30
)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("江城 能源集团", "江城能源集团"),
        ("江城能源集团有限公司", "江城能源集团有限责任公司"),
        ("中共江城能源集团委员会", "江城能源集团"),
        ("江城能源集团党委", "江城能源集团"),
        ("中国共产党南湖县委员会", "南湖县委"),
        ("中共南湖县委员会组织部", "南湖县委组织部"),
        ("南湖县人民政府办公室", "南湖县政府办公室"),
        ("南湖县发展和改革委员会", "南湖县发改委"),
        ("ＡＢＣ学院", "abc学院"),
        ("南湖总工会(演示)", "南湖总工会（演示）"),
    ],
)
def test_two_spellings_of_one_organisation_meet(name, other):
    assert organisations.key_of(name) == organisations.key_of(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("南湖县委", "南湖县政府"),
        ("南湖县教育局", "东岭市教育局"),
        ("南湖县委", "南湖县"),
        ("南湖县委党校", "南湖县委"),
    ],
)
def test_neighbours_do_not_meet(name, other):
    assert organisations.key_of(name) != organisations.key_of(other)


@given(names)
def test_folding_again_changes_nothing_and_a_name_never_loses_its_key(name):
    key = organisations.key_of(name)

    assert organisations.key_of(key) == key
    assert bool(key) == bool(name.strip())
    assert len(key) <= organisations.LONGEST_KEY


@given(names)
def test_blanks_do_not_matter(name):
    assert organisations.key_of(f" {name}　") == organisations.key_of(" ".join(name))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("江城大学党委", "school"),
        ("清源农商银行", "finance"),
        ("江城能源集团", "state-owned"),
        ("南湖总工会", "mass"),
        ("清源县人民医院", "health"),
        ("中共南湖县委组织部", "party-government"),
        ("王主任", None),
    ],
)
def test_a_name_tells_what_kind_of_organisation_it_is(name, kind):
    assert organisations.kind_of(name) == kind


@pytest.mark.parametrize(
    ("place", "topics"),
    [
        ("江西省吉安市", {"region:江西", "region:吉安"}),
        ("北京市", {"region:北京"}),
        ("内蒙古自治区呼和浩特市", {"region:内蒙古", "region:呼和浩特"}),
        ("新疆维吾尔自治区", {"region:新疆"}),
        ("明川市教育局", {"region:明川"}),
        ("南昌市财政局", {"region:江西", "region:南昌"}),
        ("赣州某学院", {"region:江西", "region:赣州"}),
        ("中共 南昌市委组织部", {"region:江西", "region:南昌"}),
        ("朝阳区教育局", set()),
        ("", set()),
    ],
)
def test_a_place_is_read_as_province_and_city(place, topics):
    assert regions.topics_of(place) == topics


@pytest.mark.django_db
def test_an_inquiry_goes_to_the_consultant_of_its_organisation(zhong, qian, monday):
    known = LeadFactory(owner=qian, asked_at=monday - timedelta(days=9), organisation=_unit("江城能源集团"))
    lead = ask(at=monday, organisation_name="中共江城能源集团委员会").lead

    assert (lead.owner, lead.routing_reason) == (known.owner, "organisation")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ['"', "\\", '\\"', "},{", "'%s", "NULL"])
def test_a_name_made_of_marks_is_known_again_too(name, zhong, qian, monday):
    LeadFactory(owner=qian, asked_at=monday - timedelta(days=9), organisation=_unit(name))
    lead = ask(at=monday, organisation_name=name).lead

    assert (lead.owner, lead.routing_reason) == (qian, "organisation")


@pytest.mark.django_db
def test_an_organisation_that_asked_half_a_year_ago_is_anybodys(zhong, qian, monday):
    LeadFactory(owner=qian, asked_at=monday - timedelta(days=200), organisation=_unit("江城能源集团"))
    lead = ask(at=monday, organisation_name="江城能源集团").lead

    assert lead.routing_reason == "lightest"


@pytest.mark.django_db
def test_a_lead_worked_on_stays_and_both_consultants_are_told(zhong, qian, monday):
    theirs = LeadFactory(
        name="罗部长", owner=qian, asked_at=monday - timedelta(days=9), organisation=_unit("江城能源集团")
    )
    inquiry = ask(at=monday, shown_consultant_id=zhong.pk)
    leads.note(inquiry.lead_id, text="正在打", by=zhong.user, at=monday)
    details.add(inquiry.pk, organisation_name="江城能源集团党委", at=monday)
    details.add(inquiry.pk, organisation_name="江城能源集团党委", at=monday)

    lead = Lead.objects.get(pk=inquiry.lead_id)
    assert (lead.owner, lead.organisation) == (zhong, theirs.organisation)
    written = {(line.lead_id, line.data["consultant"]) for line in Activity.objects.filter(kind=Kind.SAME_ORGANISATION)}
    assert written == {(lead.pk, "钱老师"), (theirs.pk, "钟老师")}
    assert Message.objects.filter(template="same_organisation", to_number=qian.hotline).count() == 1


@pytest.mark.django_db
def test_an_organisation_of_one_consultant_sends_no_notice(zhong, monday):
    LeadFactory(owner=zhong, asked_at=monday, organisation=_unit("江城能源集团"))
    inquiry = ask(at=monday)
    details.add(inquiry.pk, organisation_name="江城能源集团", at=monday)

    assert not Activity.objects.filter(kind=Kind.SAME_ORGANISATION).exists()


def _unit(name):
    return Organisation.objects.create(name=name, key=Organisation.key_of(name))
