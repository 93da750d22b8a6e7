import pytest


@pytest.mark.django_db
def test_the_house_answers_that_it_is_well(client):
    assert client.get("/healthz").json()["status"] == "ok"
