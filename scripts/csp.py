"""Put a strict content security policy into a page of HTML; knows nothing of MkDocs or of files."""

import base64
import hashlib
import re
from collections.abc import Iterable
from html.parser import HTMLParser

GUIDANCE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'none'",
    "object-src": "'none'",
    "form-action": "'none'",
    "base-uri": "'none'",
}
# Only a worker made from a blob is bound by the policy of the page that made it.
PLANNER = GUIDANCE | {
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "blob:",
}
RUN_AS_SCRIPT = {"", "module", "importmap", "text/javascript", "application/javascript"}


class _Page(HTMLParser):
    """Find the start of the head, the inline code, and whether this page runs the planner."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.after_head: tuple[int, int] | None = None
        self.runs_planner = False
        self.inline: list[tuple[str, str]] = []
        self._open = ""
        self._text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "head" and self.after_head is None:
            line, column = self.getpos()
            self.after_head = line, column + len(self.get_starttag_text() or "")
        if "data-runtime" in attributes:
            self.runs_planner = True
        code = "src" not in attributes and attributes.get("type", "").lower() in RUN_AS_SCRIPT
        if tag == "style" or (tag == "script" and code):
            self._open, self._text = tag, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._open == tag:
            self.inline.append((tag, self._text))
            self._open = ""


def with_policy(html: str) -> str:
    """Return the page with its policy as the first element of the head.

    Inline scripts and styles are allowed by their exact sha256 hash, never by `unsafe-inline`.
    The page that carries `data-runtime` may compile WebAssembly and start a worker from a blob.
    Raises ValueError for a page without a head.
    """
    page = _Page(html)
    if page.after_head is None:
        raise ValueError("the page has no <head> to carry its content security policy")
    policy = dict(PLANNER if page.runs_planner else GUIDANCE)
    for tag, text in page.inline:
        policy[f"{tag}-src"] += f" {_hash(text)}"
    content = "; ".join(f"{name} {value}" for name, value in policy.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    line, column = page.after_head
    before = sum(len(text) for text in html.split("\n")[: line - 1]) + line - 1 + column
    return html[:before] + meta + html[before:]


def for_servers(pages: Iterable[str]) -> str:
    """Return a policy for a server to send with every one of these pages.

    A browser obeys it and that of the page, so it allows what any page does. Who may show a page in
    a frame can only be said here.
    """
    found: dict[str, dict[str, None]] = {}
    for page in pages:
        for part in _policy_of(page).split("; "):
            name, *values = part.split()
            found.setdefault(name, {}).update(dict.fromkeys(values))
    allowed = {
        name: [value for value in values if value != "'none'" or len(values) == 1]
        for name, values in found.items()
    }
    allowed["frame-ancestors"] = ["'self'"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in allowed.items())


def _policy_of(page: str) -> str:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    if not found:
        raise ValueError("a page has no content security policy: scripts/hooks.py puts it in")
    return found[1]


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
