"""Each list of the desk has a link that exports it as it is narrowed."""

import re
from html import unescape

import pytest

from crm.transfer.models import Export
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/desk/exports/\?list=[^"]+)"')
# Each list with a filter, and what its link asks for.
LISTS = {
    "/desk/leads/?source=article": ("leads", {"source": "article"}),
    "/desk/leads/?due=week&sort=largest": ("leads", {"due": "week", "sort": "largest"}),
    "/desk/pool/?stage=new": ("pool", {"stage": "new"}),
    "/desk/organisations/?q=abc": ("organisations", {"q": "abc"}),
    "/messages/?state=queued": ("messages", {"state": "queued"}),
}


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_exported_as_it_is_narrowed(as_manager, zhong, address):
    what, narrowed = LISTS[address]
    LeadFactory(owner=zhong)
    link = unescape(LINK.search(as_manager.get(address).text).group(1))
    form = as_manager.get(link).context["form"]
    asked = {name: form[name].value() for name in ("what", "query")}

    answer = as_manager.post("/desk/exports/", asked | {"file_format": "xlsx"})

    assert answer.status_code == 302
    export = Export.objects.get()
    assert export.what == what
    assert dict(pair.split("=") for pair in export.query.split("&")) == narrowed
