"""Where a server may put its Unix socket: a path of at most about 100 bytes that every client can spell."""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

from devserver.faults import Fault

# The kernel allows 107 bytes; PostgreSQL adds `/.s.PGSQL.5432` and a lock file's name to the folder.
LONGEST_FOLDER = 85
PLAIN = re.compile(r"^[A-Za-z0-9/._-]+$")


def folder_for(state: Path) -> Path:
    """A folder for sockets next to `state`, or a private short one in the temporary folder when that would not do.

    Raises Fault when another user already owns the short one.
    """
    if _will_do(state):
        return state
    short = _short(state)
    short.mkdir(mode=0o711, exist_ok=True)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Fault(f"{short} belongs to somebody else; set DATA_DIR to a shorter path. 请把 DATA_DIR 设为较短的路径。")
    own = short / state.name
    own.mkdir(mode=0o700, exist_ok=True)
    return own


def release(state: Path) -> None:
    """Take away the short folder, when there is one."""
    if not _will_do(state):
        shutil.rmtree(_short(state), ignore_errors=True)


def _will_do(state: Path) -> bool:
    """Whether a socket next to the data can be reached by every client library."""
    return len(os.fsencode(state)) <= LONGEST_FOLDER and PLAIN.match(str(state)) is not None


def _short(state: Path) -> Path:
    """The stand-in for this state folder: the same one every time, so that a killed run leaves nothing new behind."""
    name = hashlib.sha256(os.fsencode(state)).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"centre-{os.getuid()}-{name}"
