"""A centre with many leads: twenty consultants, two years, one lead in ten still open, a timeline for each.

Telephone numbers come in no order, as in life: where they rise with the leads, PostgreSQL takes the unique index of numbers for a cheap way to all open leads.
"""

import json

from django.db import connection
from django.test import Client

from accounts.models import Role, User
from crm.intake.forms.inquiry import Origin
from crm.leads.models import Lead
from tests.factories.people import ConsultantFactory, UserFactory, on_duty_every_day

LEADS = """
INSERT INTO leads_lead (phone, name, head_count, owner_id, stage, furthest, lost_reason, source, theme, month,
    routing_reason, routing_trace, asked_at, last_asked_at, response_due_at, first_response_at, next_step_at, next_step_note)
SELECT '+86138' || lpad((n * 48271::bigint %% 100000000)::text, 8, '0'),
    substr('王李张刘陈杨黄周吴徐孙马朱胡郭', 1 + n %% 15, 1) || CASE WHEN n %% 50 = 0 THEN '志强' ELSE '建国' END,
    20 + n %% 60, owners[1 + n %% array_length(owners, 1)], stage,
    CASE stage WHEN 'lost' THEN (ARRAY['new', 'contacted', 'qualified', 'proposed'])[1 + n %% 4] ELSE stage END,
    CASE stage WHEN 'lost' THEN '预算不够' ELSE '' END,
    (ARRAY['article', 'site', 'hotline', 'wechat', 'referral'])[1 + n %% 5], '', '', 'lightest', '{}',
    asked_at, asked_at, asked_at + interval '10 minutes',
    CASE WHEN n %% 10 < 9 THEN asked_at + (n %% 20) * interval '1 minute' END,
    CASE WHEN stage IN ('enrolled', 'lost') THEN NULL ELSE now() + (n %% 200 - 60) * interval '1 hour' END, ''
FROM (SELECT n, now() - (n::float / %(leads)s) * interval '730 days' AS asked_at,
        CASE WHEN n %% 10 = 1 THEN (ARRAY['new', 'contacted', 'qualified', 'proposed'])[1 + (n / 10) %% 4]
             WHEN n %% 10 < 4 THEN 'enrolled' ELSE 'lost' END AS stage
      FROM generate_series(1, %(leads)s) n) drawn, (SELECT array_agg(id ORDER BY id) owners FROM consultants_consultant) who
"""
ACTIVITIES = """
INSERT INTO leads_activity (lead_id, kind, at, consultant_id, stage_from, stage_to, outcome, text, data)
SELECT id, kind, asked_at + step * interval '7 minutes', owner_id, '', CASE kind WHEN 'moved' THEN 'new' ELSE '' END,
    CASE kind WHEN 'called' THEN 'interested' ELSE '' END, CASE kind WHEN 'noted' THEN '要一份课程表' ELSE '' END, '{}'
FROM leads_lead, unnest(ARRAY['asked', 'assigned', 'moved', 'called', 'noted']) WITH ORDINALITY AS lines(kind, step)
"""
MESSAGES = """
INSERT INTO messaging_message (uuid, dedupe_key, topic, template, body, to_number, purpose, state, due_at, expires_at,
    attempts, looks, claimed_at, settled_at, gateway, provider_sid, provider_status, error_code, segments, created_at, updated_at)
SELECT gen_random_uuid(), 'bench:' || id, 'lead:' || id, 'inquiry_received', '已收到您的咨询', phone, 'transactional', 'delivered',
    asked_at, asked_at + interval '1 day', 1, 0, asked_at, asked_at, 'console', 'bench-' || id, '', '', 1, asked_at, asked_at
FROM leads_lead
"""


def fill(leads: int) -> None:
    """Put so many leads with five timeline lines and one message each into an empty, migrated database.

    Prints what the client needs to be let in: two sessions, a form's signed part, and the consultant's own leads.
    """
    manager = UserFactory(username="manager", role=Role.MANAGER)
    consultants = [on_duty_every_day(ConsultantFactory(user=UserFactory(), position=number)) for number in range(20)]
    with connection.cursor() as cursor:
        cursor.execute(LEADS, {"leads": leads})
        cursor.execute(ACTIVITIES)
        cursor.execute(MESSAGES)
        cursor.execute("VACUUM ANALYZE")
    newest = Lead.objects.filter(owner=consultants[1]).order_by("-asked_at").values_list("pk", flat=True)[:200]
    keys = {"manager": session(manager), "consultant": session(consultants[1].user), "leads": list(newest)}
    print(json.dumps(keys | {"origin": Origin.of_page(None, None).sign()}))


def session(user: User) -> str:
    """The key of a new session."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value
