"""What a person types on a public form or into a page can be read, and turns no other words around."""

import pytest
from django.core.exceptions import ValidationError

from content.models import ArticlePage, ChannelPage
from crm.intake.api.serializers import AskSerializer, TelephoneSerializer
from crm.intake.forms.inquiry import DetailsForm, InquiryForm
from crm.intake.forms.telephone import CallerForm
from kit import text
from tests.content import editing
from tests.factories import content

NOTHING = ["\u200b\u200d", "\ufeff \u2060", "\u202e", "\x01\x7f", "\u3164", "\u2800", "\ufffe", "\ud800"]
ASKED = {"phone": "13907968888", "head_count": "40", "consent": True, "key": "0" * 32, "source": "hotline"}


@pytest.mark.parametrize("typed", NOTHING)
def test_characters_that_cannot_be_seen_are_dropped(typed):
    assert text.clean(typed).strip() == ""
    assert text.clean(f"王{typed}\n\t主任").replace(" ", "") == "王\n\t主任"


@pytest.mark.parametrize("typed", NOTHING[:-1])
@pytest.mark.parametrize("form", [InquiryForm, CallerForm])
def test_a_form_asks_for_a_name_that_can_be_read(form, typed):
    assert form(ASKED | {"name": typed}).errors.keys() == {"name"}
    asked = form(ASKED | {"name": f"王{typed}主任 "})
    assert asked.is_valid()
    assert asked.cleaned_data["name"].replace(" ", "") == "王主任"


def test_a_name_is_one_line():
    asked = InquiryForm(ASKED | {"name": "王\n主任\t 先生"})
    assert asked.is_valid()
    assert asked.cleaned_data["name"] == "王 主任 先生"


def test_remarks_keep_their_lines():
    asked = DetailsForm({"remarks": "先参观\u202e\n再上课", "organisation_name": "\u200b"})
    assert asked.is_valid()
    assert (asked.cleaned_data["remarks"], asked.cleaned_data["organisation_name"]) == ("先参观\n再上课", "")


@pytest.mark.parametrize("typed", NOTHING)
@pytest.mark.parametrize("serializer", [AskSerializer, TelephoneSerializer])
def test_the_api_asks_for_it_as_well(serializer, typed):
    asked = serializer(data=ASKED | {"name": typed})
    assert not asked.is_valid()
    assert asked.errors.keys() == {"name"}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", NOTHING[:-1])
@pytest.mark.parametrize("kind", [ArticlePage, ChannelPage])
def test_a_page_needs_a_title_that_can_be_read(client, editor, kind, typed):
    client.force_login(editor)
    address = editing.new(kind, content.channel())
    for action in ({}, editing.PUBLISH):
        answer = client.post(address, editing.filled(client, address, title=typed) | action)
        assert answer.context["form"].errors.keys() == {"title"}


@pytest.mark.django_db
def test_no_text_of_a_page_turns_others_around(client, editor):
    client.force_login(editor)
    address = editing.new(ArticlePage, content.channel())
    names = ("title", "summary", "author", "seo_title", "search_description")
    editing.publish(client, address, **dict.fromkeys(names, "五天\u202e\x01"))
    page = ArticlePage.objects.get()
    assert [getattr(page, name) for name in (*names, "draft_title")] == ["五天"] * 6


@pytest.mark.django_db
def test_the_names_of_programmes_and_the_centre_can_be_read():
    offered = content.programme(title="\u200b")
    with pytest.raises(ValidationError):
        offered.full_clean()
    centre = content.home().get_site() and content.CentreSettings.objects.get()
    centre.name = "培训\u202e中心"
    centre.full_clean()
    assert centre.name == "培训中心"
