"""The API against its own schema, by schemathesis with every check it has; `make check` runs it, bounded."""

import pytest
import schemathesis
from django.core.cache import cache
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from rest_framework.authtoken.models import Token

from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = 20
# A number nobody could dial, two dates the wrong way round: refused, though no schema can say so.
ALLOWED = ["2xx", "400", "401", "403", "404", "409", "422"]
CONFIG = schemathesis.Config.from_dict({"checks": {"positive_data_acceptance": {"expected-statuses": ALLOWED}}})


@pytest.fixture
def schema(live_server, zhong, lead, manager, settings):
    settings.REQUESTS_PER_ADDRESS = "100000/minute"
    LeadFactory(owner=zhong)
    ask(phone="13900002299")
    found = schemathesis.openapi.from_url(f"{live_server.url}/api/schema/?format=json", config=CONFIG)
    found.config.headers = {"Authorization": f"Token {Token.objects.create(user=manager).key}"}
    return found


def test_every_answer_is_as_the_schema_says(schema, subtests):
    for result in schema.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy())
        @bounded(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        def every_example_is_answered_as_described(case):
            cache.clear()  # the limits are tested elsewhere
            case.call_and_validate()

        with subtests.test(operation.label):
            every_example_is_answered_as_described()
