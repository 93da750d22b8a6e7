"""Reports count leads from one covering index: what it lacks, such as the key, would be read from every row."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import funnel, response_time
from reports.period import Period
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "question", [funnel.cohort, funnel.whole, funnel.by_page, response_time.response, response_time.response_by_owner]
)
def test_a_report_reads_the_index_and_no_row(question, monday):
    LeadFactory.create_batch(60)
    with CaptureQueriesContext(connection) as asked:
        question(Period(monday.date(), monday.date() + timedelta(days=6)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_lead")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        for one in asked.captured_queries:
            cursor.execute(f"EXPLAIN {one['sql'].replace('%', '%%')}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Index Only Scan using leads_lead_cohort" in plan
