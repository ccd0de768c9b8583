"""Starts each web server of the hosting kit that is installed, and asks it for the built site.

`docs/hosting/kit/` holds what administrators copy. This says in which answer a server gives another
status, type, cache rule or header than the kit promises; it looks at no page.
"""

import gzip
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

from scripts.csp import for_servers

ROOT = Path(__file__).parent.parent
KIT = ROOT / "docs" / "hosting" / "kit"
FOLDER = "/srv/handbook/site"  # as the kit has it
LONG, SHORT = "public, max-age=31536000, immutable", "no-cache"
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PATIENCE = 20  # seconds for a server to start
APACHE = """ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/errors
{modules}
TypesConfig /etc/mime.types
{conf}
"""
NGINX = """daemon off;
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    {conf}
}}
"""
MODULES = ("mpm_event", "authz_core", "alias", "deflate", "dir", "filter", "headers", "mime")


@dataclass(frozen=True)
class Wanted:
    """What a server must answer: status, beginning of the type, cache rule, and where it leads.

    Where it leads on, Caddy says 308 in place of 301.
    """

    status: int
    type: str = ""
    cache: str = ""
    to: str = ""
    packed: bool = False


def wanted(site: Path) -> dict[str, Wanted]:
    """Return what is asked for below `/handbook`, and what must come."""
    runtime = next((site / "assets" / "runtime").glob("*/wasm.txt")).relative_to(site).as_posix()
    page = "text/html"
    return {
        "": Wanted(301, to="/handbook/"),
        "/": Wanted(200, page, SHORT, packed=True),
        "/planner/": Wanted(200, page, SHORT, packed=True),
        "/planner": Wanted(301, to="/handbook/planner/"),
        "/assets/site.css": Wanted(200, "text/css", SHORT, packed=True),
        "/assets/search-index.js": Wanted(200, "(text|application)/javascript", SHORT, packed=True),
        "/assets/favicon.svg": Wanted(200, r"image/svg\+xml", SHORT),
        "/assets/licences.txt": Wanted(200, "text/plain", SHORT),
        f"/{runtime}": Wanted(200, "text/plain", LONG),
        "/assets/runtime/of-an-earlier-edition/wasm.txt": Wanted(404, page, SHORT),
        "/nowhere/at/all/": Wanted(404, page, SHORT),
    }


def policy(site: Path) -> str:
    """Return the policy that a server may send with every page of a built site."""
    return for_servers(path.read_text("utf-8") for path in sorted(site.rglob("*.html")))


def faults(port: int, site: Path) -> Iterator[str]:
    """Yield each answer of a server that is other than the kit promises."""
    headers = HEADERS | {"Content-Security-Policy": policy(site)}
    for path, want in wanted(site).items():
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", f"/handbook{path}", headers={"Accept-Encoding": "gzip"})
        reply = connection.getresponse()
        body = reply.read()
        told = _other(reply, want) if want.to else [*_other(reply, want), *_missing(reply, headers)]
        if want.status == 404 and _unpacked(reply, body) != (site / "404.html").read_bytes():
            told.append("the page is not 404.html")
        connection.close()
        yield from (f"/handbook{path}: {each}" for each in told)


def _other(reply: HTTPResponse, want: Wanted) -> list[str]:
    """Return in which points an answer differs from what must come."""
    kind, cache = reply.getheader("Content-Type", ""), reply.getheader("Cache-Control", "")
    place = re.sub(r"^https?://[^/]+", "", reply.getheader("Location", ""))
    right = (301, 308) if want.to else (want.status,)
    told = [] if reply.status in right else [f"status {reply.status}, not {want.status}"]
    if want.to:
        return told if place == want.to else [*told, f"leads to “{place}”, not {want.to}"]
    if not re.match(want.type, kind):
        told.append(f"type “{kind}”, not {want.type}")
    if cache != want.cache:
        told.append(f"Cache-Control “{cache}”, not {want.cache}")
    if want.packed and reply.getheader("Content-Encoding") != "gzip":
        told.append("is not compressed")
    return told


def _missing(reply: HTTPResponse, headers: Mapping[str, str]) -> Iterable[str]:
    for name, value in headers.items():
        if reply.getheader(name) != value:
            yield f"{name} “{reply.getheader(name)}”, not “{value}”"


def _unpacked(reply: HTTPResponse, body: bytes) -> bytes:
    return gzip.decompress(body) if reply.getheader("Content-Encoding") == "gzip" else body


def _nginx(conf: str, folder: Path, port: int) -> list[str]:
    file = folder / "nginx.conf"
    conf = conf.replace("listen 80;", f"listen 127.0.0.1:{port};")
    file.write_text(NGINX.format(folder=folder, conf=conf), "utf-8")
    return ["nginx", "-c", str(file), "-e", str(folder / "errors")]


def _apache(conf: str, folder: Path, port: int) -> list[str]:
    file = folder / "apache.conf"
    modules = "\n".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES
    )
    text = APACHE.format(port=port, folder=folder, modules=modules, conf=conf)
    file.write_text(text, "utf-8")
    return ["apache2", "-f", str(file), "-D", "FOREGROUND"]


def _caddy(conf: str, folder: Path, port: int) -> list[str]:
    file = folder / "Caddyfile"
    options = "{\n\tadmin off\n\tauto_https off\n}\n"
    file.write_text(options + conf.replace(":80 {", f":{port} {{"), "utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]


SERVERS = {
    "nginx": ("nginx.conf.txt", _nginx),
    "apache2": ("apache.conf.txt", _apache),
    "caddy": ("Caddyfile.txt", _caddy),
}


@contextmanager
def started(program: str, site: Path) -> Iterator[int]:
    """Start a server with its file of the kit and give its port."""
    name, prepare = SERVERS[program]
    with socket() as free, TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        Path(folder).chmod(0o755)  # servers hand out files as another user
        copy = Path(folder, "site")
        shutil.copytree(site, copy)
        conf = (KIT / name).read_text("utf-8").replace(FOLDER, str(copy))
        running = subprocess.Popen(
            prepare(conf, Path(folder), port), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            _await(port, running)
            yield port
        finally:
            running.terminate()
            running.communicate(timeout=PATIENCE)


def _await(port: int, running: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and running.poll() is None:
        with socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    running.terminate()
    said = running.communicate()[1].decode(errors="replace")
    sys.exit(f"The server does not start with its file of the kit: {said[-2000:]}")


def main() -> None:
    """Check each server that is installed; exit with what is wrong."""
    site, wrong = ROOT / "site", []
    for program, (name, _) in SERVERS.items():
        if not shutil.which(program):
            print(f"{program} is not installed, so docs/hosting/kit/{name} was not tried")
            continue
        with started(program, site) as port:
            found = [f"docs/hosting/kit/{name}: {each}" for each in faults(port, site)]
        print(f"{program}: {len(wanted(site))} addresses, {len(found)} faults", flush=True)
        wrong += found
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
