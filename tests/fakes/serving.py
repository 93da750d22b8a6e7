"""What the fake providers share: a server on 127.0.0.1 whose clients may hang up whenever they like."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Says nothing about its requests, and takes no offence at a client that is gone."""

    protocol_version = "HTTP/1.1"
    # Without a buffer the head and the body leave in two packets, and delayed ACKs cost 40 ms a request.
    wbufsize = -1
    disable_nagle_algorithm = True

    def handle(self):
        try:
            super().handle()
        except (OSError, ValueError):  # the client hung up, or we did
            self.close_connection = True

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            self.close_connection = True

    def log_message(self, *args):
        pass


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """Serve while the block runs; yields the address."""
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
