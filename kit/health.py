"""Is a process of ours well? Asked by the launcher and by containers: `python -m kit.health web|worker|beat`.

Loads neither Django nor Celery, so it may be asked every few seconds. Workers and beat touch a file in RUN_DIR
while their loops run (`kit.worker_health`); the web server answers for itself and its database.
"""

import http.client
import os
import sys
import time
from http import HTTPStatus
from pathlib import Path

# A loop that has not run for this long hangs; longer than the longest wait for a broker that is away.
STALE_SECONDS = 60.0
RESTARTS = "restarts"


def alive_file(name: str, folder: Path) -> Path:
    """The file whose modification time says when the named process was last alive."""
    return folder / f"{name}.alive"


def is_fresh(name: str, folder: Path) -> bool:
    """Whether the named process has touched its file lately."""
    try:
        return time.time() - alive_file(name, folder).stat().st_mtime < STALE_SECONDS
    except FileNotFoundError:
        return False


def answers(host: str, port: int) -> bool:
    """Whether the web server answers at all, also with an error."""
    connection = http.client.HTTPConnection(host, port, timeout=3)
    try:
        connection.request("GET", "/healthz", headers={"X-Forwarded-Proto": "https"})
        return bool(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def note_restart(name: str, folder: Path) -> None:
    """Remember that the named process had to be started again."""
    with (folder / RESTARTS).open("a") as notes:
        notes.write(f"{time.time():.0f} {name}\n")


def restarts(folder: Path, *, within: float) -> int:
    """How many processes had to be started again in so many last seconds."""
    try:
        lines = (folder / RESTARTS).read_text().splitlines()
    except FileNotFoundError:
        return 0
    return sum(time.time() - float(line.split()[0]) < within for line in lines)


def is_serving(host: str, port: int, *, named: str) -> bool:
    """Whether the web server answers its health page, asked by the host name it is known under."""
    connection = http.client.HTTPConnection(host, port, timeout=3)
    try:
        connection.request("GET", "/healthz", headers={"Host": named, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main(name: str) -> int:
    """An exit code for a container's health check."""
    if name == "web":
        named = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
        return 0 if is_serving("127.0.0.1", int(os.environ.get("GRANIAN_PORT", "8000")), named=named) else 1
    return 0 if is_fresh(name, Path(os.environ["RUN_DIR"])) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
