"""The centre's profile: what stands in every header and footer, and what a record number looks like."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from wagtail.images import get_image_model

from content.models import CentreSettings
from tests.content.reading import shown
from tests.factories import content

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["赣ICP备19010548号", "京ICP备12345678号-3"])
def test_a_record_number_as_issued_is_taken(number):
    CentreSettings(icp_number=number).clean_fields()


@pytest.mark.parametrize("number", ["ICP备19010548", "赣ICP备号", "赣icp备19010548号", "某ICP备19010548号"])
def test_a_misspelt_record_number_is_refused(number):
    with pytest.raises(ValidationError, match="赣ICP备12345678号"):
        CentreSettings(icp_number=number).clean_fields()


@pytest.mark.parametrize("number", ["赣公网安备3608810200009号", "公网安备36088102000097号"])
def test_a_misspelt_police_number_is_refused(number):
    with pytest.raises(ValidationError, match="14"):
        CentreSettings(police_number=number).clean_fields()


def test_the_police_record_links_to_its_own_entry():
    assert CentreSettings(police_number="赣公网安备36088102000097号").police_url.endswith("code=36088102000097")


def test_harvesters_do_not_find_the_business_address(client):
    content.home()
    page_text = shown(client.get("/"))
    assert "zxjgsgbxy@163.com" not in page_text
    assert "mailto:" not in page_text
    assert "&#122;&#120;&#106;" in page_text


def test_a_change_shows_at_once(client):
    content.home()
    client.get("/")
    profile = CentreSettings.objects.get()
    profile.telephone = "0796-1234567"
    profile.save()
    assert "0796-1234567" in shown(client.get("/"))


def test_a_site_without_a_profile_still_opens(client):
    content.home()
    CentreSettings.objects.all().delete()
    assert client.get("/").status_code == 200


def test_without_a_picture_the_code_leads_to_this_site(client):
    content.home()
    assert "data:image/svg+xml" in shown(client.get("/"))


def test_a_lost_picture_takes_no_page_with_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content.home()
    lost = get_image_model()(title="二维码", file="original_images/lost.png", width=9, height=9)
    lost.save()
    CentreSettings.objects.update(wechat_image=lost)
    assert client.get("/").status_code == 200


def test_off_duty_the_bar_says_when_somebody_calls_back(client, zhong, monday):
    content.home()
    with time_machine.travel(monday.replace(hour=23), tick=False):
        page_text = shown(client.get("/"))
    assert "08:00" in page_text[page_text.index("hotline-duty") :][:400]
