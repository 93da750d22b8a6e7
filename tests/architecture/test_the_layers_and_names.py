"""What no linter knows about this project."""

import ast
import re
from pathlib import Path

import pytest

from config.celery import app

BASE = Path(__file__).resolve().parent.parent.parent
CRM = ["leads", "notices", "attachments", "cadences", "pool", "routing", "intake", "desk", "transfer", "audit"]
ENROLLMENT = ["classes", "seats"]
ROOMS = [
    "accounts",
    "catalog",
    "consultants",
    "messaging",
    "content",
    *(f"crm/{app}" for app in CRM),
    *(f"enrollment/{app}" for app in ENROLLMENT),
    "reports",
]
ORDER = ["kit", *ROOMS, "demo", "devserver", "config"]
DOORS = ("views", "api", "tasks", "receivers", "context", "templatetags")
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}

# What an earlier app's page or view names of a later one: (app, URL name or template).
UPWARD = frozenset(
    {
        ("accounts", "desk:desk"),
        ("accounts", "reports:funnel"),
        ("classes", "seats:session"),
        ("content", "intake:inquire"),
        ("content", "intake/_inquiry_card.html"),
        ("leads", "desk:desk"),
        ("leads", "desk:lead"),
        ("leads", "desk:lead-texts"),
        ("leads", "desk:organisation"),
        ("notices", "desk:desk"),
        ("desk", "audit:audit"),
        ("desk", "classes:calendar-panel"),
        ("pool", "audit:audit"),
        ("desk", "classes:session-list"),
        ("desk", "reports:funnel"),
        ("desk", "transfer:import-list"),
        ("desk", "seats:lead-panel"),
        ("desk", "seats:organisation-panel"),
    }
)


def python_files(*rooms):
    return [path for room in rooms for path in sorted((BASE / room).rglob("*.py")) if "migrations" not in path.parts]


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]


def is_door(path):
    """Whether requests, tasks or signals come in here; `services/tasks.py` is about the tasks of a consultant."""
    names = {*path.relative_to(BASE).with_suffix("").parts}
    return bool(names & {*DOORS}) and "services" not in names


@pytest.mark.parametrize("path", [path for path in python_files(*ROOMS) if is_door(path)])
def test_a_door_never_writes_by_itself(path):
    found = [
        f"{path.name}:{node.lineno} {ast.unparse(node.func)}"
        for node in calls(ast.parse(path.read_text()))
        if node.func.attr in WRITES and not is_harmless(node)
    ]

    assert found == []


def is_harmless(node):
    """`hashlib`'s and dictionaries' update, form saves of Django's own, and services named like a write."""
    owner = ast.unparse(node.func.value)
    return owner.endswith(("context", "query", "params", "data", "hash", "headers", "response")) or owner == "cache"


@pytest.mark.parametrize("path", [p for p in python_files(*ORDER) if p.name != "apps.py"])
def test_no_import_hides_inside_a_function(path):
    hidden = [
        node.lineno
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


# Before there is Django: the launcher, and the embedded server it starts.
WITHOUT_DJANGO = {BASE / "devserver/up.py", BASE / "devserver/postgres.py"}


@pytest.mark.parametrize("path", [p for p in python_files(*ORDER) if p.name != "sql.py" and p not in WITHOUT_DJANGO])
def test_sql_stands_in_one_named_place_of_a_room(path):
    found = [
        f"{path.name}:{node.lineno} {ast.unparse(node)}"
        for node in calls(ast.parse(path.read_text()))
        if node.func.attr in {"cursor", "execute", "executemany", "raw", "RawSQL"}
    ]

    assert found == []


def test_every_enqueued_task_is_registered():
    app.loader.import_default_modules()
    enqueued = {
        name
        for path in python_files(*ROOMS)
        for name in re.findall(r'(?:jobs\.enqueue\(|^DELIVER = )"([^"]+)"', path.read_text(), re.MULTILINE)
    }

    assert enqueued
    assert enqueued <= set(app.tasks)


def test_beat_wakes_only_registered_tasks(settings):
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_earlier_apps_name_later_ones_only_as_listed():
    apps = [room.rpartition("/")[2] for room in ROOMS]
    named = set()
    for room, earlier in zip(ROOMS, apps, strict=True):
        later = apps[apps.index(earlier) + 1 :]
        for path in [*python_files(room), *(BASE / "templates" / room).rglob("*.html")]:
            names = re.findall(r"""["']([a-z]+:[a-z-]+)["']""", path.read_text())
            names += re.findall(r"""["'](?:crm|enrollment)/([a-z]+/[a-z_]+\.html)["']""", path.read_text())
            named |= {(earlier, name) for name in names if re.split("[:/]", name)[0] in later}

    assert named == UPWARD


@pytest.mark.parametrize("path", sorted((BASE / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_carries_style_script_or_a_foreign_address(path):
    text = path.read_text()

    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<[^>]+\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", text)
    foreign = set(re.findall(r"""(?:src|href|action)=["'](https?://[^"'{]+)""", text))
    assert all("beian" in address for address in foreign), foreign


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_in_one_paragraph_what_it_is_for(room):
    told = ast.get_docstring(ast.parse((BASE / room / "__init__.py").read_text()))

    assert told


def test_one_place_says_to_whom_a_notice_goes():
    number = re.compile(r"\.(hotline|manager_phone)\b")
    rooms = [*(BASE / "crm").glob("*/services/*.py"), *(BASE / "enrollment").rglob("*.py")]

    assert [path.name for path in rooms if number.search(path.read_text())] == []


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b")

    assert [path for path in python_files(*ORDER) if marks.search(path.read_text())] == []


@pytest.mark.parametrize("path", [BASE / "docs" / "ARCHITECTURE.md", *sorted((BASE / "docs" / "adr").glob("*.md"))])
def test_a_document_names_files_that_exist(path):
    rooms = "|".join([*{room.partition("/")[0] for room in ORDER}, "templates", "tests", "static"])
    named = re.findall(rf"`((?:{rooms})/[\w/.-]*\w\.(?:py|html|js|css))", path.read_text())
    linked = re.findall(r"\]\(([\w./-]+\.md)\)", path.read_text())

    assert [name for name in named if not (BASE / name).exists()] == []
    assert [name for name in linked if not (path.parent / name).exists()] == []


def test_there_are_twenty_short_records_at_most():
    records = sorted((BASE / "docs" / "adr").glob("*.md"))

    assert len(records) <= 20
    assert [path.name for path in records if len(path.read_text().splitlines()) > 30] == []


@pytest.mark.parametrize(("folders", "most"), [(ORDER, 300), (["tests"], 400)])
def test_no_file_is_long(folders, most):
    assert [path for path in python_files(*folders) if len(path.read_text().splitlines()) > most] == []


def test_a_behaviour_is_named_in_sixty_characters():
    names = [name for path in python_files("tests") for name in re.findall(r"def test_(\w+)", path.read_text())]

    assert names
    assert [name for name in names if len(name) > 60] == []
