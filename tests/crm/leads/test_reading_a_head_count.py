import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules.head_count import read


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("45", 45),
        ("４５", 45),
        ("约40", 40),
        ("40人左右", 40),
        ("30-50", 50),
        ("30~50人", 50),
        ("30至50名", 50),
        ("1,200", 1200),
        ("1，200人", 1200),
        ("2个班，每班45人", 45),
        ("2026年12月 40人", 40),
        ("四十", 40),
        ("四十五人", 45),
        ("三四十人", 40),
        ("十几个人", 10),
        ("一百二十", 120),
        ("一百五", 150),
        ("一百零五", 105),
        ("两百多人", 200),
        ("一千二百", 1200),
        ("两人", 2),
        ("0", 0),
        ("几十", None),
        ("还不一定", None),
        ("待定", None),
        ("-5", None),
        ("45-50", 50),
        ("", None),
    ],
)
def test_a_head_count_is_read_as_people_write_it(written, people):
    assert read(written) == people


@given(st.text(max_size=60))
def test_whatever_is_written_is_a_number_or_none(written):
    assert (people := read(written)) is None or people >= 0


@pytest.mark.django_db
def test_what_a_visitor_wrote_is_kept_for_the_consultant(client, as_zhong, zhong):
    typed = {"name": "王主任", "phone": "13900002208", "head_count": "30-50", "consent": "on"}
    assert client.post("/inquire/", typed).status_code == 302

    lead = Lead.objects.get()
    assert lead.head_count == 50
    assert Activity.objects.get(kind=Kind.ASKED).data["head_count"] == "30-50"
    assert "30-50" in as_zhong.get(f"/desk/leads/{lead.pk}/").text


@pytest.mark.django_db
def test_what_a_caller_said_is_kept_with_the_call(as_zhong, zhong):
    typed = {
        "name": "王主任",
        "phone": "13900002208",
        "head_count": "三四十人",
        "source": "hotline",
        "outcome": "interested",
    }
    assert as_zhong.post("/desk/telephone/", typed).status_code == 302

    assert Lead.objects.get().head_count == 40
    assert Activity.objects.get(kind=Kind.ASKED).data["head_count"] == "三四十人"


@pytest.mark.django_db
def test_what_is_no_number_stays_in_the_form_to_be_corrected(client):
    typed = {"name": "王主任", "phone": "13900002208", "head_count": "几十人", "consent": "on"}
    answer = client.post("/inquire/", typed)

    assert answer.status_code == 422
    assert 'value="几十人"' in answer.text
    assert "人数请填数字" in answer.text
    assert 'type="number"' not in answer.text
