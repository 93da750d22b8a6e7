"""Deployment checks: a server with a development secret, demo sign-ins or the wrong encoding does not start."""

import sys
from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Critical, Tags
from django.db import OperationalError, connections

from kit import sql

DEVELOPMENT_MARKS = ("development-only", "tests-only", "change-me", "django-insecure")
SHORTEST_SECRET = 40


def production_is_safe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Outside development: a real secret, no DEBUG, no demo sign-ins, named hosts."""
    if not settings.IS_PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < SHORTEST_SECRET or any(mark in settings.SECRET_KEY for mark in DEVELOPMENT_MARKS):
        found.append(
            Critical(
                "SECRET_KEY is missing, short or a development value. 生产环境必须设置独立的 SECRET_KEY。",
                hint=f"Set SECRET_KEY to at least {SHORTEST_SECRET} random characters.",
                id="kit.C001",
            )
        )
    if settings.DEBUG:
        found.append(Critical("DEBUG is on. 生产环境不得打开 DEBUG。", hint="Unset DEBUG.", id="kit.C002"))
    if settings.DEMO_SIGN_INS:
        found.append(
            Critical("Demo sign-ins are on. 生产环境不得启用演示账号。", hint="Unset DEMO_SIGN_INS.", id="kit.C003")
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(
            Critical(
                "ALLOWED_HOSTS is empty or lets every host in. 请列出站点域名。",
                hint="Set ALLOWED_HOSTS=www.example.cn",
                id="kit.C004",
            )
        )
    return found


def database_speaks_utf8(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Chinese text needs UTF-8 and a character type that knows letters; constraints need READ COMMITTED."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        encoding, ctype, isolation, version = sql.server_settings(alias)
        if encoding != "UTF8" or ctype in {"C", "POSIX"}:
            found.append(
                Critical(
                    f"The database is {encoding} with ctype {ctype}; Chinese text needs UTF-8. 数据库必须使用 UTF-8。",
                    hint="Create it with --encoding=UTF8 --locale=C.UTF-8",
                    id="kit.C005",
                )
            )
        if isolation != "read committed":
            found.append(
                Critical(
                    f"The default isolation is {isolation}; seats and claims are proven under read committed.",
                    hint="Remove default_transaction_isolation from the server's settings.",
                    id="kit.C006",
                )
            )
        if version < 150_000:  # noqa: PLR2004  (PostgreSQL 15)
            found.append(Critical("PostgreSQL 15 or newer is needed. 需要 PostgreSQL 15 或更高版本。", id="kit.C007"))
    return found


def refuse_unsafe_start(*, with_database: bool = True) -> None:
    """End the process before it serves, with one line for each thing that must be fixed first.

    For the processes in which Django's own `check` does not run: the web server, the workers and beat. Beat has no
    database. Raises SystemExit.
    """
    found = production_is_safe(None)
    if with_database:
        try:
            found += database_speaks_utf8(None, databases=list(connections))
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            found.append(Critical(f"The database does not answer: {reason} 数据库无法连接。", hint="See DATABASE_URL."))
    for message in found:
        sys.stderr.write(f"✗ {message.msg} {message.hint or ''}\n")
    if found:
        raise SystemExit(1)


def register() -> None:
    """Register the checks with Django."""
    checks.register(production_is_safe)
    checks.register(database_speaks_utf8, Tags.database)
