"""Only the rule of one open lead a caller means that the visitor asked again; any other broken rule is an error."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection

from crm.leads.models import Action
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, undo
from tests.factories.leads import ask

pytestmark = pytest.mark.django_db

WITHOUT_A_NUMBER = 'INSERT INTO "leads_lead" ("phone") VALUES (NULL)'


@contextmanager
def breaking_another_rule(statement):
    """Let the first statement that begins so break a rule that has nothing to do with who asked; it is an error."""
    is_broken = False

    def break_once(execute, sql, params, many, context):
        nonlocal is_broken
        if is_broken or not sql.startswith(statement):
            return execute(sql, params, many, context)
        is_broken = True
        return execute(WITHOUT_A_NUMBER, (), False, context)

    with connection.execute_wrapper(break_once), pytest.raises(IntegrityError, match="null value"):
        yield


@pytest.fixture
def lost(lead, zhong, monday):
    leads.advance(lead.pk, to=Stage.LOST, by=zhong.user, lost_reason="计划取消", at=monday)
    return lead


def reopen(lead, zhong, at):
    leads.reopen(lead.pk, by=zhong.user, at=at)


def undo_it(lead, zhong, at):
    undo.undo(Action.objects.get().pk, by=zhong.user, at=at)


@pytest.mark.parametrize("act", [reopen, undo_it])
def test_a_lost_lead_is_not_said_to_have_asked_again(lost, zhong, monday, act):
    with breaking_another_rule('UPDATE "leads_lead"'):
        act(lost, zhong, monday)


def test_an_enrolled_lead_is_not_lost_for_it(lead, zhong, monday):
    leads.register(lead.pk, by=zhong.user, text="40", at=monday)
    with breaking_another_rule('UPDATE "leads_lead"'):
        leads.unregister(lead.pk, by=zhong.user, text="40", is_last=True, at=monday)


def test_an_inquiry_is_not_tried_again_for_it(zhong, monday):
    with breaking_another_rule('INSERT INTO "leads_lead"'):
        ask(at=monday)
