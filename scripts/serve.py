"""A plain static server for trying and testing the site; not meant for the intranet itself."""

import argparse
import errno
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class SiteHandler(SimpleHTTPRequestHandler):
    """Serve a directory below a sub-path; a test subclasses it to play a badly set up server."""

    protocol_version = "HTTP/1.1"
    # Written out because the tables of the operating system differ from machine to machine.
    extensions_map = {  # noqa: RUF012
        "": "application/octet-stream",
        ".css": "text/css; charset=utf-8",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".html": "text/html; charset=utf-8",
        ".ico": "image/x-icon",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
    }

    def __init__(self, *args: Any, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, **options)

    def send_head(self) -> Any:
        """Find the file, or answer what lies outside the sub-path."""
        path = urlsplit(self.path).path
        if path.startswith(self.prefix):
            return super().send_head()
        if f"{path}/".startswith(self.prefix):
            self.redirect(self.prefix)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def translate_path(self, path: str) -> str:
        """Return the file that belongs to an address below the sub-path."""
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def redirect(self, location: str) -> None:
        """Answer with a permanent redirect that has no body."""
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where something is not found."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", self.extensions_map[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the browser's own tools show every request."""


class SiteServer(ThreadingHTTPServer):
    """A server that shares its port with nobody and takes a reader's leaving calmly."""

    allow_reuse_port = False
    address = ""  # once it is bound

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error unless the browser merely hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def site_server(
    directory: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    prefix: str = "/",
    handler: type[SiteHandler] = SiteHandler,
) -> SiteServer:
    """Return a server bound to `port`, or to any free one where it is 0 or taken."""
    prefix = "/" + f"{prefix.strip('/')}/".lstrip("/")
    handle = partial(handler, directory=str(directory), prefix=prefix)
    try:
        server = SiteServer((host, port), handle)
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise
        server = SiteServer((host, 0), handle)
    server.address = f"http://{host}:{server.server_port}{prefix}"
    return server


@contextmanager
def serving(server: SiteServer) -> Iterator[int]:
    """Run a server in a thread for the length of a `with` block, which is given its port."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def main() -> None:
    """Serve until Ctrl-C."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.serve", description=__doc__)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8000, help="another is taken if it is busy")
    arguments.add_argument("--prefix", default="/", help="the sub-path to serve below")
    options = arguments.parse_args()
    if not options.directory.is_dir():
        arguments.error(f"{options.directory} is not a directory: run 'make build' first")
    with site_server(**vars(options)) as server:
        print(f"Serving {server.address} (Ctrl-C stops it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
