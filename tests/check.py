"""`make check`: every check that is not a test. All of them run, each with its time; the last line says what failed."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from babel.messages.pofile import read_po

from tests import database

BASE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ROOMS = (
    "accounts",
    "catalog",
    "consultants",
    "messaging",
    "content",
    "leads",
    "cadences",
    "pool",
    "routing",
    "intake",
    "transfer",
    "classes",
    "seats",
)
# A column that nothing needs any more, constraints on existing rows, and indexes that leave merged leads out: nothing
# has been deployed that could break.
REPLACED = ("0002_remove_registration_key", "0003_username_in_any_case", "0012_merged_leads")
# What a production server would be given, for `check --deploy`.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "a-long-random-looking-key-that-exists-only-while-the-checks-run",
    "ALLOWED_HOSTS": "www.example.cn",
    "PUBLIC_BASE_URL": "https://www.example.cn",
}


def commands() -> dict[str, list[str]]:
    """Each check by its name."""
    ours = [str(path) for path in sorted(BASE.rglob("*.py")) if not path.relative_to(BASE).parts[0].startswith(".")]
    templates = [str(path) for path in sorted((BASE / "templates").rglob("*.html"))]
    manage = [sys.executable, "manage.py"]
    found = {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
        "import contracts": ["lint-imports"],
        "django-upgrade": ["django-upgrade", "--target-version", "5.2", "--check", *ours],
        "migrations are complete": [*manage, "makemigrations", "--check", "--dry-run"],
        "migrations can be rolled out": [
            *manage,
            "lintmigrations",
            "--include-apps",
            *ROOMS,
            "--ignore-name",
            *REPLACED,
            "--quiet",
            "ok",
        ],
        "API schema without a warning": [*manage, "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull],
        "API and its schema": [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/api/contract.py"],
        "texts are extracted": ["make", "--silent", "messages-are-current", f"IN_VENV={BIN}"],
        "texts are translated": [sys.executable, "-m", "tests.check", "texts"],
        "production settings": [*manage, "check", "--deploy", "--fail-level", "ERROR", "--database", "default"],
    }
    if templates:
        found["template format"] = [sys.executable, "-m", "tests.check", "templates"]
    return found


def main() -> int:
    """Run every check on an embedded database; the exit code says whether all of them passed."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    if "DATABASE_URL" not in environment:
        environment |= database.start_for_tests(BASE / "var")
    faults = []
    for name, command in commands().items():
        started = time.monotonic()
        own = {**environment, **PRODUCTION} if name == "production settings" else environment
        done = subprocess.run(command, cwd=BASE, env=own, capture_output=True, text=True, check=False)
        mark = "✗" if done.returncode else "✓"
        sys.stdout.write(f"{mark} {name:<30} {time.monotonic() - started:5.1f} s\n")
        if done.returncode:
            faults.append(name)
            sys.stdout.write(f"{done.stdout}{done.stderr}\n")
        sys.stdout.flush()
    sys.stdout.write(
        f"{len(faults)} checks failed: {', '.join(faults)}\n" if faults else "All checks passed. 全部通过。\n"
    )
    return 1 if faults else 0


def templates_are_formatted() -> int:
    """Format a copy as `make format` does and name the files that change: the two formatters have no common check."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(BASE / "templates", Path(folder) / "templates"))
        files = sorted(copy.rglob("*.html"))
        # djangofmt breaks lines, djade then names the blocks that end elsewhere, which may need another break.
        djangofmt, djade = ["djangofmt", "--quiet"], ["djade", "--target-version", "5.2"]
        for formatter in (djangofmt, djade, djangofmt):
            subprocess.run([*formatter, *map(str, files)], check=False, capture_output=True)
        changed = [
            name for file in files if (BASE / (name := str(file.relative_to(folder)))).read_bytes() != file.read_bytes()
        ]
    sys.stdout.writelines(f"would be reformatted: {name}\n" for name in changed)
    return 1 if changed else 0


def texts_are_translated() -> int:
    """Name the texts that the Chinese catalogue leaves open."""
    with (BASE / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as source:
        texts = [message for message in read_po(source) if message.id]
    missing = [text.id for text in texts if text.fuzzy or not all(text.string if text.pluralizable else [text.string])]
    sys.stdout.writelines(f"not translated: {one!r}\n" for one in missing)
    return 1 if missing else 0


PARTS = {"templates": templates_are_formatted, "texts": texts_are_translated}
if __name__ == "__main__":
    sys.exit(PARTS[sys.argv[1]]() if sys.argv[1:] else main())
