"""`one_of` says what `in` says, in fewer words of PostgreSQL's."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, Value
from django.db.models.fields import CharField

from crm.models import Lead
from crm.rules.stages import Stage
from tests.factories.leads import LeadFactory

ROOMS = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}

pytestmark = pytest.mark.django_db


def test_it_finds_what_in_finds_and_its_opposite():
    new, lost = LeadFactory(), LeadFactory(stage=Stage.LOST, lost_reason="预算不够", next_step_at=None)

    assert list(Lead.objects.filter(stage__one_of=[Stage.NEW, Stage.PROPOSED])) == [new]
    assert list(Lead.objects.exclude(stage__one_of=[Stage.NEW, Stage.PROPOSED])) == [lost]


@pytest.mark.parametrize("text", ["a,b", "}", "{", "空 格", "NULL", "null", "%s", "'", '"', "\\"])
def test_a_text_is_itself_whatever_signs_it_has(text):
    said = Lead.objects.annotate(said=Value(text, output_field=CharField()))
    LeadFactory()

    assert said.filter(said__one_of=[text, "x"]).exists()
    assert not said.filter(said__one_of=["x"]).exists()


def test_a_rule_is_checked_before_saving_too():
    lead = LeadFactory()
    lead.source = "nowhere"

    with pytest.raises(ValidationError):
        lead.validate_constraints()
    assert Q(stage__one_of=Stage.values).check({"stage": Value("lost", output_field=CharField())})


def test_the_database_keeps_it_as_one_constant():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'crm_lead_stage_known'")
        assert "'{new,contacted,qualified,proposed,enrolled,lost}'::text[]" in cursor.fetchone()[0]


def test_no_rule_of_the_house_is_written_the_long_way():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND pg_get_constraintdef(oid) LIKE %s"
            " AND split_part(conname, '_', 1) = ANY(%s)",
            ["%ARRAY[%character varying%", sorted(ROOMS)],
        )
        assert cursor.fetchall() == []
