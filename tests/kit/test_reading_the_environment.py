from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_missing_text_is_named(monkeypatch):
    monkeypatch.delenv("ABSENT", raising=False)
    with pytest.raises(ImproperlyConfigured, match="ABSENT is not set"):
        env.text("ABSENT")
    assert env.text("ABSENT", "fallback") == "fallback"


@pytest.mark.parametrize(
    ("word", "value"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("off", False), ("", False)]
)
def test_a_flag_is_yes_or_no(monkeypatch, word, value):
    monkeypatch.setenv("FLAG", word)
    assert env.flag("FLAG", default=not value) is value


def test_a_flag_in_another_word_is_refused(monkeypatch):
    monkeypatch.setenv("FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="FLAG='maybe'"):
        env.flag("FLAG", default=False)


def test_a_number_in_words_is_refused(monkeypatch):
    monkeypatch.setenv("NUMBER", "many")
    with pytest.raises(ImproperlyConfigured, match="NUMBER='many'"):
        env.number("NUMBER", default=1)
    monkeypatch.delenv("NUMBER")
    assert env.number("NUMBER", default=1) == 1


def test_words_are_split_at_commas_and_trimmed(monkeypatch):
    monkeypatch.setenv("WORDS", " a, b,,c ")
    assert env.words("WORDS") == ["a", "b", "c"]


def test_a_database_address_becomes_settings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ce%40ntre:p%2Fw@db.example:6432/cen%20tre?sslmode=require")
    found = env.database("DATABASE_URL")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "ce@ntre", "p/w", "db.example", "6432", "cen tre",
    )  # fmt: skip
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_may_be_the_host(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@/centre?host=/run/with%20blank")
    assert env.database("DATABASE_URL")["HOST"] == "/run/with blank"


def test_another_kind_of_database_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///db.sqlite3")
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        env.database("DATABASE_URL")


def test_addresses_lent_by_a_running_launcher_are_borrowed(monkeypatch, tmp_path):
    (tmp_path / "environment").write_text("DATABASE_URL=postgresql:///lent?host=/x\nSECRET_KEY=a=b\n")
    for name in ("DATABASE_URL", "SECRET_KEY"):
        # Twice: the first remembers what to restore, the second takes it away.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    env.borrow(Path("/nowhere"))
    assert env.text("DATABASE_URL") == "postgresql:///lent?host=/x"
    assert env.text("SECRET_KEY") == "a=b"


def test_nothing_is_borrowed_by_who_has_an_address(monkeypatch, tmp_path):
    (tmp_path / "environment").write_text("DATABASE_URL=postgresql:///lent\n")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql:///mine")
    env.borrow(Path("/nowhere"))
    assert env.text("DATABASE_URL") == "postgresql:///mine"
