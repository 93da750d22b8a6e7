"""Leads are found by pinyin, by any digits of a phone, and by the number of an inquiry."""

import pytest

from crm.leads.models import Lead, Organisation
from crm.leads.services import details, undo
from kit import pinyin
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db


def found(client, text):
    page = client.get("/desk/", {"tab": "all", "q": text})
    return {lead.name for lead in page.context["page_obj"]}


@pytest.fixture
def leads(zhong):
    LeadFactory(owner=zhong, name="冯老师", phone="+8613812345678", organisation=Organisation.called("青禾县委党校"))
    LeadFactory(owner=zhong, name="曾处长", phone="+8613900000001")
    LeadFactory(owner=zhong, name="Smith", phone="+867968970353")


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("fls", {"冯老师"}),
        ("FLS", {"冯老师"}),
        ("feng", {"冯老师"}),
        ("feng lao shi", {"冯老师"}),
        ("qhxwdx", {"冯老师"}),
        ("qinghe", {"冯老师"}),
        ("zengchu", {"曾处长"}),
        ("ccz", {"曾处长"}),
        ("smi", {"Smith"}),
        ("1234", {"冯老师"}),
        ("3456", {"冯老师"}),
        ("138 1234", {"冯老师"}),
        ("8970", {"Smith"}),
        ("678", {"冯老师"}),
        ("123", set()),
        ("xyz", set()),
    ],
)
def test_what_is_typed_finds(as_zhong, typed, names):
    assert found(as_zhong, typed) == names


def test_the_number_of_an_inquiry_finds_its_lead(as_manager, zhong):
    first = ask(name="王主任", phone="13800000001")
    ask(name="李科长", phone="13800000002")

    assert found(as_manager, first.number) == {"王主任"}
    assert found(as_manager, first.number.lower()) == {"王主任"}
    assert found(as_manager, "990101-ABCDE") == set()


def test_a_corrected_name_is_found_and_the_old_one_is_not(as_zhong, lead, zhong):
    _lead, action = details.change(lead.pk, name="name", to="冯老师", was="王主任", by=zhong.user)
    assert (found(as_zhong, "fls"), found(as_zhong, "wzr")) == ({"冯老师"}, set())

    undo.undo(action.pk, by=zhong.user)

    assert (found(as_zhong, "fls"), found(as_zhong, "wzr")) == (set(), {"王主任"})


def test_other_changes_leave_the_spelling_alone(lead):
    lead.pinyin = "kept"
    lead.save(update_fields=["theme"])

    assert Lead.objects.get(pk=lead.pk).pinyin != "kept"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("", ""),
        ("Smith", ""),
        ("冯老师", "fenglaoshi fls pinglaoshi pls"),
        ("王A1", "wanga1 wa yua1 ya"),
        ("🎓冯", "🎓feng 🎓f"),
    ],
)
def test_spelling_a_name(text, spelled):
    assert pinyin.spelled(text) == spelled


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("fls", "fls"), (" Feng Lao ", "fenglao"), ("xi'an", "xian"), ("冯", ""), ("f1", ""), ("", "")],
)
def test_what_can_be_pinyin(typed, letters):
    assert pinyin.typed(typed) == letters
