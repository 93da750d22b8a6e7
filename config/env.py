"""Typed readers of environment variables that fail loudly, naming the variable and the remedy."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def borrow(default: Path) -> None:
    """Take over the addresses a running `make run` has left in its state folder, unless DATABASE_URL is set."""
    if "DATABASE_URL" in os.environ:
        return
    lent = folder("DATA_DIR", default) / "environment"
    if not lent.exists():
        return
    for line in lent.read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)


def text(name: str, default: str | None = None) -> str:
    """The variable's text; raises ImproperlyConfigured when it is absent and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment. 未设置环境变量 {name}。")
    return value


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no; raises ImproperlyConfigured for any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no; write 1 or 0. 请写 1 或 0。")


def number(name: str, *, default: int) -> int:
    """The variable as a whole number; raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number. 请写整数。") from None


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list, split at commas; blanks are dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """The variable as an absolute folder; it need not exist yet."""
    return Path(os.environ.get(name, str(default))).expanduser().resolve()


def database(name: str, default: str | None = None) -> dict[str, Any]:
    """A PostgreSQL address, `postgresql://user:password@host:port/name?host=/socket/folder`, as Django settings."""
    url = text(name, default)
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"{name} must start with postgresql:// because the rules of this product live in PostgreSQL "
            f"constraints. {name} 必须是 PostgreSQL 地址。"
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }
