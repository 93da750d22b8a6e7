"""The Procfile: the one place where the product's processes are listed."""

import shlex
from pathlib import Path


def read(path: Path) -> dict[str, list[str]]:
    """Each process type with its command as a list of words; blank lines and comments are skipped."""
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {name.strip(): shlex.split(command) for name, command in pairs}
