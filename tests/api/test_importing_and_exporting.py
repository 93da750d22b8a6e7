"""A partner system uploads a list, imports it and takes it back, and fetches a list as a file."""

import pytest
from rest_framework.test import APIClient

from crm.leads.models import Lead
from crm.transfer.models import Download
from crm.transfer.services import reading
from crm.transfer.tasks import work
from tests.crm.transfer.files import HEADINGS, file_of, looked_at, people
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(zhong):
    client = APIClient()
    client.force_authenticate(zhong.user)
    return client


def test_a_list_is_uploaded_imported_and_taken_back(api):
    uploaded = api.post("/api/v1/imports/", {"file": file_of([HEADINGS, *people(3)])}, format="multipart")
    assert uploaded.status_code == 201
    assert uploaded.json()["verdicts"]["ready"] == 3
    address = f"/api/v1/imports/{uploaded.json()['id']}/"

    assert api.post(f"{address}start/", {}, format="json").json()["state"] == "running"
    work()
    assert api.get(address).json()["results"]["created"] == 3
    assert Lead.objects.open().count() == 3

    assert api.post(f"{address}take-back/", {}, format="json").json()["state"] == "taken_back"
    assert not Lead.objects.open().exists()


def test_a_file_that_cannot_be_read_is_refused(api):
    answer = api.post("/api/v1/imports/", {"file": file_of([[]])}, format="multipart")

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("unreadable_file")


def test_a_consultant_imports_to_no_colleague(api, zhong, qian):
    job = looked_at(zhong.user)
    answer = api.post(f"/api/v1/imports/{job.pk}/start/", {"consultant": qian.pk}, format="json")

    assert answer.status_code == 409


def test_a_list_is_fetched_as_a_file(api, zhong):
    LeadFactory(owner=zhong, name="王主任")
    export = api.post("/api/v1/exports/", {"what": "leads", "query": "stage=new"}, format="json").json()
    work()
    file = api.get(f"/api/v1/exports/{export['id']}/file/")

    assert api.get(f"/api/v1/exports/{export['id']}/").json()["state"] == "done"
    assert reading.read("a.xlsx", b"".join(file.streaming_content))[0].rows[1][0] == "王主任"
    assert Download.objects.count() == 1


def test_full_numbers_wait_for_a_manager_over_the_api_too(api):
    asked = {"what": "leads", "is_unmasked": True, "reason": "寄教材"}

    assert api.post("/api/v1/exports/", asked, format="json").json()["state"] == "asked"
    assert api.post("/api/v1/exports/", asked | {"reason": ""}, format="json").status_code == 409
