"""Where a Chinese number was first issued, without keeping the world in memory.

The `phonenumbers` library knows it, but its table of all countries costs every process 100 MB. So the Chinese part is
written once, by `python -m kit.places FILE` in a process of its own, into a file of under 1 MB, read on first use.
"""

import json
import logging
import os
import subprocess
import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

logger = logging.getLogger(__name__)

CHINA = "86"
LONGEST_PREFIX = 9
SECONDS_TO_BUILD = 60


class Table(NamedTuple):
    """Prefixes with country code as sorted numbers, and for each the position of its name in `names`."""

    prefixes: "array[int]"
    positions: "array[int]"
    names: list[str]

    def find(self, digits: str) -> str:
        """The place of the longest known prefix, or an empty string."""
        for length in range(min(LONGEST_PREFIX, len(digits)), len(CHINA), -1):
            prefix = int(digits[:length])
            at = bisect_left(self.prefixes, prefix)
            if at < len(self.prefixes) and self.prefixes[at] == prefix:
                return self.names[self.positions[at]]
        return ""


def find(e164: str) -> str:
    """The place in Chinese, such as 江西省吉安市; empty for foreign and unknown numbers."""
    digits = e164.removeprefix("+")
    return table().find(digits) if digits.startswith(CHINA) and digits.isdigit() else ""


@cache
def table() -> Table:
    """The table of this process; made on first use, empty when it cannot be made."""
    path = file(settings.DATA_DIR)
    if not path.exists():
        try:
            subprocess.run([sys.executable, "-m", "kit.places", str(path)], check=True, timeout=SECONDS_TO_BUILD)
        except (OSError, subprocess.SubprocessError):
            logger.exception("The table of places could not be made; numbers show no place.")
            return Table(array("I"), array("H"), [])
    return read(path)


def file(folder: Path) -> Path:
    """Where the table of the installed library's version lies."""
    return folder / f"places-{version('phonenumbers')}.bin"


def read(path: Path) -> Table:
    """The table from its file: a line of JSON with names and count, then both columns."""
    with path.open("rb") as source:
        head = json.loads(source.readline())
        prefixes, positions = array("I"), array("H")
        prefixes.fromfile(source, head["count"])
        positions.fromfile(source, head["count"])
    return Table(prefixes, positions, head["names"])


def write(path: Path, places: Mapping[str, Mapping[str, str]]) -> None:
    """Write the Chinese part of the library's table, whole or not at all."""
    chosen = sorted((int(p), n.get("zh") or n.get("en", "")) for p, n in places.items() if p.startswith(CHINA))
    names = sorted({name for _, name in chosen})
    position = {name: index for index, name in enumerate(names)}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as out:
        out.write(json.dumps({"count": len(chosen), "names": names}).encode() + b"\n")
        array("I", [prefix for prefix, _ in chosen]).tofile(out)
        array("H", [position[name] for _, name in chosen]).tofile(out)
    draft.replace(path)


if __name__ == "__main__":
    # By name, so that importing this module does not load the big table.
    write(Path(sys.argv[1]), import_module("phonenumbers.geodata").GEOCODE_DATA)
