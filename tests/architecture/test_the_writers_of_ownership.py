"""Who owns a lead is written in one file, whose verbs everybody else calls."""

import ast
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent.parent
WRITER = BASE / "crm/leads/services/ownership.py"
ROOMS = ("crm", "enrollment", "reports", "demo")
COLUMNS = {"owner", "owner_id", "pooled_at", "pooled_from", "pooled_from_id", "touched_at"}
WRITES = {"create", "update", "get_or_create", "update_or_create", "Lead"}
NAMES_COLUMNS = {"save", "bulk_update", "setattr"}


def writes(tree):
    """The lines that write one of the columns: to an attribute, as an argument or by its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in COLUMNS:
            yield node.lineno
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            told = {keyword.arg for keyword in node.keywords} if called in WRITES else set()
            if called in NAMES_COLUMNS:
                told = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
            if told & COLUMNS:
                yield node.lineno


def listed(tree):
    """The lines on which one of the columns stands in a list, which in a service is one of columns to write."""
    for node in ast.walk(tree):
        names = node.elts if isinstance(node, ast.List | ast.Tuple) else []
        if COLUMNS & {one.value for one in names if isinstance(one, ast.Constant)}:
            yield node.lineno


def is_writer(path):
    tree = ast.parse(path.read_text())
    return any(writes(tree)) or ("services" in path.parts and any(listed(tree)))


@pytest.mark.parametrize(
    "line",
    [
        "lead.owner = zhong",
        "lead.owner, lead.stage = zhong, Stage.NEW",
        "Lead.objects.filter(pk=1).update(pooled_at=at)",
        "Lead.objects.create(owner_id=1)",
        "Lead(touched_at=at)",
        "lead.save(update_fields=['touched_at'])",
        "Lead.objects.bulk_update(leads, ['owner'])",
        "setattr(lead, 'owner', None)",
    ],
)
def test_a_write_is_recognised(line):
    assert list(writes(ast.parse(line))) == [1]


def test_a_question_is_no_write():
    assert not list(writes(ast.parse("Lead.objects.filter(owner=zhong).order_by('touched_at').exists()")))


def test_one_file_writes_who_owns_a_lead():
    found = {
        path.relative_to(BASE)
        for room in ROOMS
        for path in (BASE / room).rglob("*.py")
        if "migrations" not in path.parts and is_writer(path)
    }

    assert found == {WRITER.relative_to(BASE)}
