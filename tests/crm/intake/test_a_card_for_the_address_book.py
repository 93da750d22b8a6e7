import pytest
from django.urls import reverse

from crm.intake.rules import vcards

pytestmark = pytest.mark.django_db


def test_a_card_escapes_every_sign_that_is_syntax():
    assert vcards.escape("a,b;c\\d\ne&f") == "a\\,b\\;c\\\\d\\ne&f"


def test_a_card_shows_a_name_as_it_is_written(client, zhong):
    zhong.name = "钟;O'Neil & <Söhne>,"
    zhong.save(update_fields=["name"])

    card = client.get(reverse("intake:vcard", args=[zhong.pk])).content.decode()
    assert "N:钟\\;O'Neil & <Söhne>\\,;;;;\r\n" in card
