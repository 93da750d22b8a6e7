import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from kit import checks

SAFE = {
    "IS_PRODUCTION": True,
    "SECRET_KEY": "a-long-and-random-looking-key-of-a-real-server-0123456789",
    "DEBUG": False,
    "DEMO_SIGN_INS": False,
    "ALLOWED_HOSTS": ["www.example.cn"],
}


@pytest.fixture
def production(settings):
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def faults() -> set[str]:
    return {message.id for message in checks.production_is_safe(None)}


def test_a_well_kept_server_may_start(production):
    assert faults() == set()


def test_development_is_not_judged(settings):
    settings.SECRET_KEY = "x"
    assert faults() == set()


@pytest.mark.parametrize(
    "key", ["short", "development-only-secret-key-never-for-production", "django-insecure-" + "x" * 50]
)
def test_a_missing_short_or_development_secret_is_refused(production, key):
    production.SECRET_KEY = key
    assert faults() == {"kit.C001"}


def test_without_any_secret_not_even_the_checks_run(production):
    production.SECRET_KEY = ""
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        checks.production_is_safe(None)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [("DEBUG", True, "kit.C002"), ("DEMO_SIGN_INS", True, "kit.C003"), ("ALLOWED_HOSTS", [], "kit.C004"),
     ("ALLOWED_HOSTS", ["*"], "kit.C004")],
)  # fmt: skip
def test_what_belongs_to_development_is_refused(production, name, value, fault):
    setattr(production, name, value)
    assert faults() == {fault}


@pytest.mark.django_db
def test_the_suite_s_own_database_is_utf_8():
    assert checks.database_speaks_utf8(None, databases=["default"]) == []


@pytest.mark.django_db
def test_another_isolation_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL default_transaction_isolation = 'serializable'")
    assert [message.id for message in checks.database_speaks_utf8(None, databases=["default"])] == ["kit.C006"]


@pytest.mark.django_db
def test_the_refusal_ends_the_process_with_one_line_a_fault(production, capsys):
    production.SECRET_KEY = "short"
    production.DEBUG = True
    with pytest.raises(SystemExit) as ended:
        checks.refuse_unsafe_start()
    assert ended.value.code == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("✗ ") for line in lines)
