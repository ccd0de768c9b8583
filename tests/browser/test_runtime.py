"""The runtime on a small page of its own, with a server that does everything wrong."""

import gzip
import json
import shutil
import threading
import tomllib
from functools import cache, partial
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from planner import bridge
from planner.guidance.reference import planner_failures
from scripts.csp import PLANNER
from scripts.runtime import ROOT
from scripts.serve import SiteHandler, serving, site_server
from tests.conftest import HOST, PREFIX

CASE = tomllib.loads((ROOT / "examples" / "germany-to-norway.toml").read_text("utf-8"))
REQUEST = json.dumps({"do": "plan", "answers": CASE, "today": "2026-01-05"}, default=str)
SNAPSHOT_FILES = ["worker.txt", "wasm.txt", "snapshot.txt"]
PLAIN_FILES = ["worker.txt", "wasm.txt", "stdlib.txt", "planner.txt"]
# Where patience has to run out; long enough for the start that must work after it, on any machine.
SHORT = {"download": 6, "restore": 10, "start": 90, "answer": 10}
SCRIPT = """
import { createRuntime } from "./runtime.js";
const { start, ...options } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
window.progress = [];
// Notes what a second worker brings, and can make it bring nothing.
window.beside = [];
const { postMessage } = globalThis.Worker?.prototype ?? {};
if (postMessage) Worker.prototype.postMessage = function (message, ...more) {
  const refused = options.withoutSecond && message.name === "snapshot.txt";
  if (message.bytes) beside.push(message.file);
  return postMessage.call(this, refused ? { name: "/nothing" } : message, ...more);
};
window.runtime = createRuntime({
  base: "runtime",
  ...options,
  onProgress: (news) => progress.push(news),
  onState: ({ state, ...more }) => {
    window.last = { state, ...more };
    document.querySelector("output").textContent = state;
  },
});
document.querySelector("output").textContent = "idle";
"""


class UnrulyHandler(SiteHandler):
    """Serve files, but those with a fault as the fault has it."""

    def do_GET(self):  # noqa: N802
        name = Path(urlsplit(self.path).path).name
        fault = self.server.faults.get(name, SiteHandler.do_GET)
        fault(self)

    def answer(self, body, content_type="text/plain", length=None, **headers):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(length or len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return Path(self.translate_path(self.path)).read_bytes()


def not_found(handler):
    handler.send_error(404)


def sign_in_page(handler):
    handler.answer(b"<!doctype html><title>Sign in</title>" + b" " * 5000, "text/html")


def hang_up(handler):
    handler.close_connection = True


def half(handler):
    body = handler.body()
    handler.answer(body[: len(body) // 2])


def silence(handler):
    body = handler.body()
    handler.answer(body[: len(body) // 2], length=len(body))
    handler.server.released.wait(30)
    handler.close_connection = True


def wrong_type(handler):
    handler.answer(handler.body(), "application/x-unknown")


def marked_as_packed(handler):
    handler.answer(handler.body(), Content_Encoding="gzip")


def unpacked_on_the_way(handler):
    handler.answer(gzip.decompress(handler.body()))


def packed_again(handler):
    handler.answer(gzip.compress(handler.body()), Content_Encoding="gzip")


def scrambled(handler):
    raw = bytearray(gzip.decompress(handler.body()))
    middle = len(raw) // 2
    raw[middle : middle + 4_000_000] = b"\xa5" * 4_000_000
    handler.answer(gzip.compress(raw, 1))


def from_another_build(handler):
    raw = bytearray(gzip.decompress(handler.body()))
    raw[16:48] = bytes(32)
    handler.answer(gzip.compress(raw, 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Make a site of one page and the runtime, with the policy of the planner's page."""
    site = tmp_path_factory.mktemp("runtime-site")
    built = json.loads((ROOT / "build" / "runtime.json").read_text())
    shutil.copytree(ROOT / "build" / "runtime" / built["path"], site / "runtime")
    for name in ("runtime.js", "download.js"):
        shutil.copy(ROOT / "overrides" / "assets" / name, site)
    (site / "page.js").write_text(SCRIPT)
    (site / "index.html").write_text(page_with(PLANNER))
    (site / "no-wasm.html").write_text(page_with(PLANNER | {"script-src": "'self'"}))
    (site / "no-worker.html").write_text(page_with(PLANNER | {"worker-src": "'none'"}))
    (site / "open.html").write_text(page_with({}))
    return site


def page_with(policy):
    content = "; ".join(f"{name} {value}" for name, value in policy.items())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">' if policy else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{meta}<title>Runtime</title>'
        '<link rel="icon" href="data:,"></head>'
        f'<body><output></output><script type="module" src="page.js" id="runtime" '
        f'data-failures="{escape(json.dumps(planner_failures()))}"></script></body></html>'
    )


@pytest.fixture
def server(folder):
    """Serve the site; a test sets faults by file name."""
    unruly = site_server(folder, prefix=PREFIX, handler=UnrulyHandler)
    unruly.faults = {}
    unruly.released = threading.Event()
    with serving(unruly):
        yield unruly
        unruly.released.set()


@pytest.fixture
def visit(server, page):
    """Give a function that opens the page with options for the runtime."""
    return partial(opened, page, server)


def opened(page, server, name="index.html", **options):
    page.goto("about:blank")
    page.goto(f"http://{HOST}:{server.server_port}{PREFIX}{name}#{json.dumps(options)}")
    page.locator("output", has_text="idle").wait_for()
    assert page.evaluate("isSecureContext") is False
    return page


def ask(page, text=REQUEST):
    """Send one request and return its reply, or the error it is rejected with."""
    return page.evaluate(
        """text => Promise.race([
            runtime.request(text).catch((error) => ({ error })),
            new Promise((_, reject) => setTimeout(reject, 120000, new Error("no reply"))),
        ])""",
        text,
    )


@cache
def expected():
    """Return what the same request gives outside the browser."""
    return bridge.handle(REQUEST).decode()


def last(page):
    return page.evaluate("last")


def started(page):
    """Return which way Python started; how fast is left to the bench."""
    news = last(page)
    assert news["state"] == "ready"
    return {name: news[name] for name in ("start", "note")}


def failure(page):
    """Start, wait for the failure, and return it."""
    page.evaluate("void runtime.start()")
    page.locator("output", has_text="failed").wait_for()
    error = last(page)["error"]
    assert error["message"].strip(".")
    assert error["fix"].strip(".")
    return error


def retry(page):
    """Restart and return the reply to a request."""
    page.evaluate("runtime.restart()")
    return ask(page)


def requested(watch):
    return [Path(urlsplit(url).path).name for url in watch.requests]


def test_the_snapshot_starts_and_answers_like_the_command_line(visit):
    page = visit()

    reply = ask(page)

    assert started(page) == {"start": "snapshot", "note": None}
    assert reply == expected()


def test_the_snapshot_holds_all_that_a_request_needs(visit, watch):
    page = visit()

    for work in ("plan", "text", "shown"):
        for root in ("../", "./"):
            ask(page, json.dumps(json.loads(REQUEST) | {"do": work, "root": root, "text": "{}"}))

        fetched = [name for name in requested(watch) if name.endswith(".txt")]
        assert sorted(fetched) == sorted(SNAPSHOT_FILES), f"{work}: snapshot.py"


def test_nothing_is_fetched_before_the_first_request(visit, watch):
    page = visit()

    page.wait_for_timeout(300)

    assert not [name for name in requested(watch) if name.endswith(".txt")]


def test_progress_counts_every_byte_that_is_sent(visit, folder):
    page = visit()

    ask(page)

    progress = page.evaluate("progress")
    done = [news["done"] for news in progress]
    sent = sum((folder / "runtime" / name).stat().st_size for name in SNAPSHOT_FILES[1:])
    assert done == sorted(done)
    assert len(set(done)) > 2
    assert progress[-1] == {"done": sent, "total": sent, "waiting": []}


def test_a_second_visit_starts_from_the_snapshot_again(visit):
    ask(visit())

    page = visit()

    assert ask(page) == expected()
    assert last(page)["start"] == "snapshot"


def test_a_plain_start_answers_the_same(visit, watch):
    page = visit(mode="plain")

    reply = ask(page)

    assert started(page) == {"start": "bytecode", "note": None}
    assert reply == expected()
    assert "snapshot.txt" not in requested(watch)


@pytest.mark.parametrize("fault", [scrambled, from_another_build, half, sign_in_page])
def test_a_bad_snapshot_leads_to_a_plain_start(visit, server, fault):
    server.faults["snapshot.txt"] = fault
    page = visit(limits=SHORT)

    reply = ask(page)

    assert reply == expected()
    assert last(page)["start"] == "bytecode"


def test_the_snapshot_is_fetched_once_and_beside_the_worker(visit, watch):
    page = visit()

    ask(page)

    assert requested(watch).count("snapshot.txt") == 1
    assert page.evaluate("beside") == ["snapshot.txt"]


def test_without_a_second_worker_the_first_unpacks_the_snapshot(visit):
    page = visit(withoutSecond=True)

    reply = ask(page)

    assert reply == expected()
    assert last(page)["start"] == "snapshot"


def test_who_listens_late_is_told_the_present_state(visit):
    page = visit()
    ask(page)

    told = page.evaluate("new Promise((onState) => runtime.listen({ onState }))")

    assert told["state"] == "ready"


def test_a_missing_snapshot_leads_to_a_plain_start_that_says_so(visit, server):
    server.faults["snapshot.txt"] = not_found
    page = visit()

    reply = ask(page)

    assert reply == expected()
    assert last(page)["note"] == {"kind": "missing", "file": "snapshot.txt", "detail": "404"}


@pytest.mark.parametrize("name", PLAIN_FILES)
def test_a_missing_file_is_named_and_a_retry_works(visit, server, watch, name):
    server.faults[name] = not_found
    if name == "worker.txt":  # the only one that the page fetches, and not the worker
        watch.expect("404")
    page = visit(mode="plain")

    error = failure(page)

    assert (error["kind"], error["file"]) == ("missing", name)
    assert name in error["message"]
    server.faults.clear()
    assert retry(page) == expected()


# Each fault and each file; the other pairs in the full run.
BAD_ANSWERS = [
    pytest.param(name, fault, kind, marks=pytest.mark.full if row != column else ())
    for row, (fault, kind) in enumerate(
        [(sign_in_page, "wrong-answer"), (half, "damaged"), (silence, "stalled")]
    )
    for column, name in enumerate(["worker.txt", "wasm.txt", "planner.txt"])
]


@pytest.mark.parametrize(("name", "fault", "kind"), BAD_ANSWERS)
def test_a_bad_answer_is_named_and_a_retry_works(visit, server, name, fault, kind):
    server.faults[name] = fault
    page = visit(mode="plain", limits=SHORT if fault is silence else {})

    error = failure(page)

    assert (error["kind"], error["file"]) == (kind, name)
    assert name in error["message"]
    server.faults.clear()
    assert retry(page) == expected()


def test_a_file_that_is_blocked_is_named_and_a_retry_works(visit, server):
    server.faults["wasm.txt"] = hang_up
    page = visit()

    error = failure(page)

    assert (error["kind"], error["file"]) == ("unreachable", "wasm.txt")
    server.faults.clear()
    assert retry(page) == expected()


def test_a_retry_does_not_take_a_wrong_answer_from_the_cache(visit, server):
    def kept_sign_in_page(handler):
        body = b"<!doctype html><title>Sign in</title>"
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Cache-Control", "max-age=3600")
        handler.end_headers()
        handler.wfile.write(body)

    server.faults["wasm.txt"] = kept_sign_in_page
    page = visit()
    failure(page)
    server.faults.clear()

    reply = retry(page)

    assert reply == expected()


@pytest.mark.parametrize("way", [wrong_type, marked_as_packed, unpacked_on_the_way, packed_again])
def test_a_server_may_pack_unpack_and_rename_types_as_it_likes(visit, server, way):
    server.faults = dict.fromkeys(SNAPSHOT_FILES, way)
    page = visit()

    reply = ask(page)

    assert reply == expected()
    assert last(page)["start"] == "snapshot"
    assert page.evaluate("progress.every(({ done, total }) => done <= total)")


def test_a_policy_without_webassembly_is_named(visit, watch):
    watch.expect("script-src|wasm-eval")
    page = visit("no-wasm.html")

    error = failure(page)

    assert error["kind"] == "webassembly-blocked"
    assert "wasm-unsafe-eval" in error["fix"]
    page.evaluate("void runtime.restart()")
    assert last(page)["error"]["kind"] == "webassembly-blocked"


def test_a_policy_without_workers_is_named(visit, watch):
    watch.expect("worker-src")
    page = visit("no-worker.html")

    error = failure(page)

    assert error["kind"] == "worker-blocked"
    assert "worker-src blob:" in error["fix"]


@pytest.mark.parametrize(
    ("missing", "kind"),
    [
        ("WebAssembly", "no-webassembly"),
        ("Worker", "no-worker"),
        ("DecompressionStream", "no-decompression"),
    ],
)
def test_a_browser_without_what_is_needed_is_told_so(visit, watch, missing, kind):
    watch.context.add_init_script(f"delete globalThis.{missing}")
    page = visit()

    error = failure(page)

    assert error["kind"] == kind


def test_a_worker_that_is_killed_in_mid_calculation_loses_no_answer(visit):
    page = visit(limits=SHORT)
    ask(page)
    busy_then_dead(page)

    reply = ask(page)

    assert reply == expected()
    assert last(page)["start"] == "snapshot"


def busy_then_dead(page):
    """Keep the worker busy as a long calculation does, then let it die."""
    page.workers[0].evaluate(
        "() => void setTimeout(() => {"
        " for (const end = performance.now() + 500; performance.now() < end;);"
        " close(); })"
    )


def test_a_calculation_that_never_ends_is_asked_again(visit):
    page = visit(limits=SHORT)
    ask(page)
    hung = page.workers[0]
    hung.evaluate("() => void setTimeout(() => { for (;;); })")

    with page.expect_event("worker"), hung.expect_event("close"):
        reply = ask(page)

    assert reply == expected()


def test_a_newer_request_takes_the_place_of_one_that_waits(visit):
    page = visit()

    replies = page.evaluate(
        """text => Promise.all([
            runtime.request(text, { replace: "plan" }),
            runtime.request(text, { replace: "plan" }),
            runtime.request(text),
            runtime.request(text, { replace: "plan" }),
        ])""",
        REQUEST,
    )

    reply = expected()
    assert replies == [None, None, reply, reply]


def test_an_error_in_python_is_answered_and_the_worker_lives_on(visit):
    page = visit()

    error = ask(page, "not JSON")["error"]

    assert error["kind"] == "python-error"
    assert "JSONDecodeError" in error["message"]
    assert ask(page) == expected()
    assert len(page.workers) == 1


def test_python_gets_its_files_when_a_request_fails_without_them(visit, watch):
    page = visit()

    ask(page, "not JSON")

    assert {"stdlib.txt", "planner.txt"} <= set(requested(watch))
    assert ask(page) == expected()


def test_stopping_rejects_what_waits(visit):
    page = visit()

    error = page.evaluate(
        """text => {
            const reply = runtime.request(text);
            runtime.stop();
            return reply.catch((error) => error);
        }""",
        REQUEST,
    )

    assert error["kind"] == "stopped"
    assert ask(page) == expected()


REACHING_OUT = {
    "fetch": "url => fetch(url, { mode: 'no-cors' })",
    "XMLHttpRequest": """url => new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = resolve;
        request.open("GET", url);
        request.send();
    })""",
    "import": "url => import(url)",
    "WebSocket": """url => new Promise((resolve) => {
        new WebSocket(url.replace("http", "ws")).onerror = resolve;
    })""",
    "EventSource": """url => new Promise((resolve) => {
        new EventSource(url).onerror = resolve;
    })""",
}


def reach_out(page, server, means):
    """Let the worker try to reach another origin, and return what that origin was asked for."""
    asked = []

    def noted(handler):
        asked.append(handler.path)
        SiteHandler.do_GET(handler)

    server.faults["page.js"] = noted
    other = f"http://127.0.0.1:{server.server_port}{PREFIX}page.js?{means}"  # never from a cache
    page.workers[0].evaluate(f"url => ({REACHING_OUT[means]})(url).catch(() => {{}})", other)
    return asked


@pytest.fixture
def unwatched(browser):
    """Open a page that may do what the others must not."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_worker_reaches_no_other_origin(server, unwatched):
    page = opened(unwatched, server)
    ask(page)

    for means in REACHING_OUT:
        assert reach_out(page, server, means) == [], means


def test_without_the_policy_the_worker_would_reach_one(server, unwatched):
    page = opened(unwatched, server, "open.html")
    ask(page)

    for means in REACHING_OUT:
        assert reach_out(page, server, means) == [f"{PREFIX}page.js?{means}"], means


@pytest.mark.parametrize(("name", "outcome"), [("index.html", "EvalError"), ("open.html", "ran")])
def test_only_the_policy_keeps_the_worker_from_evaluating_text(visit, name, outcome):
    page = visit(name)
    ask(page)

    # Later, as what the debugger itself evaluates may evaluate text.
    said = page.workers[0].evaluate(
        """() => new Promise((resolve) => setTimeout(() => {
            try { resolve(eval("'ran'")); } catch (error) { resolve(error.name); }
        }))"""
    )

    assert said == outcome
