"""What browser tests stand on: the built site on plain http, and a page that tells on itself."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts.browser import MISSING, find_browser
from scripts.serve import serving, site_server
from tests.facts import SHARE
from tests.pages import SITE

ROOT = Path(__file__).parent.parent
HOST = "handbook.test"  # not a loopback name, so the page is no secure context, as on an intranet
PREFIX = "/sub/path/"
# Each window of a page would start two more for the suggestions of its address bar, which nobody
# sees here; they take as long as a page of guidance. Chromium takes the last list only, so what
# Playwright switches off for good reasons stands here again.
FEATURES_OFF = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
LAUNCH = [
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
]
# Reports from the page itself: what a policy blocks is not always a request or a console line.
REPORT_VIOLATIONS = """
addEventListener('securitypolicyviolation', event =>
    reportViolation(`${event.effectiveDirective} blocks ${event.blockedURI} ${event.sample}`));
"""
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
VIEWS = [(size, scheme) for size in (WIDE, PHONE) for scheme in ("light", "dark")]
AXE_SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Only breaches leave the page: all that is in order is many times as much. The bar at the foot of a
# phone does not lie over the controls meanwhile: a reader scrolls to those that it covers.
BREACHES = """async ([rules, within]) => {
    const options = { runOnly: rules, resultTypes: ["violations"] };
    const bar = document.querySelector(".planner__jump");
    if (bar && getComputedStyle(bar).position === "sticky") bar.style.position = "static";
    const { violations } = await axe.run(within ?? document, options);
    if (bar) bar.style.position = "";
    return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target }) => `${id}: ${help} at ${target}`));
}"""
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# A slow machine is not a wrong answer. `make test` tries a third of the random cases and of the
# long lists, `make test-all` the whole: see `some` and `sample` in tests/facts.py.
COMMON = {"deadline": None, "derandomize": "CI" in os.environ}
settings.register_profile("sample", max_examples=100 // SHARE, **COMMON)
settings.register_profile("whole", max_examples=100, **COMMON)


def pytest_configure(config: pytest.Config) -> None:
    """Take a sample of the long lists in an ordinary run, see `addopts` in pyproject.toml."""
    settings.load_profile("sample" if config.option.markexpr == "not full" else "whole")


class Watch:
    """A browser context with one page, and everything it did that a test did not expect."""

    def __init__(self, browser: Browser, **options):
        self.context: BrowserContext = browser.new_context(**options)
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.expected: list[str] = []
        self.context.on("request", self.note_request)
        self.context.on("console", self.note_console)
        self.context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        self.context.expose_function("reportViolation", self.note_violation)
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.page: Page = self.context.new_page()
        self.page.on("websocket", lambda socket: self.faults.append(f"request: {socket.url}"))
        # Playwright passes on neither what a policy blocks in a worker nor why.
        log = self.context.new_cdp_session(self.page)
        log.on("Log.entryAdded", lambda event: self.note_log(event["entry"]))
        log.send("Log.enable")

    def note_request(self, request):
        self.requests.append(request.url)
        url = urlsplit(request.url)
        if url.scheme not in ("blob", "data") and url.hostname not in (HOST, "127.0.0.1"):
            self.faults.append(f"request: {request.method} {request.url}")

    def note_console(self, message):
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def note_log(self, entry):
        if entry["source"] == "worker" and entry["level"] == "error":
            self.faults.append(f"worker: {entry['text']} ({entry.get('url')})")

    def note_violation(self, text):
        self.faults.append(f"policy: {text}")

    def expect(self, pattern: str) -> None:
        """Say which fault this test provokes; it then fails too if the fault does not come."""
        self.expected.append(pattern)

    def close(self) -> list[str]:
        """Close the page and return what went wrong."""
        self.context.close()
        unexpected = [
            fault
            for fault in self.faults
            if not any(re.search(pattern, fault) for pattern in self.expected)
        ]
        missing = [
            f"expected, but did not come: {pattern}"
            for pattern in self.expected
            if not any(re.search(pattern, fault) for fault in self.faults)
        ]
        return unexpected + missing


@pytest.fixture(scope="session")
def site_url() -> Iterator[str]:
    """Serve the built site below a sub-path of a made-up host and give its address."""
    assert (SITE / "index.html").is_file(), "there is no built site: run 'make build' first"
    with serving(site_server(SITE, prefix=PREFIX)) as port:
        yield f"http://{HOST}:{port}{PREFIX}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser of the machine, which can reach nothing but this machine."""
    executable = find_browser()
    assert executable, MISSING
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*LAUNCH, "--no-sandbox"] if as_root else LAUNCH
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield started
        started.close()


@pytest.fixture
def open_page(browser) -> Iterator[Callable[..., Watch]]:
    """Give a function that opens a watched page in a context with options of its own."""
    watches = []

    def open_watched_page(**options) -> Watch:
        watches.append(Watch(browser, **options))
        return watches[-1]

    yield open_watched_page
    faults = [fault for watch in watches for fault in watch.close()]
    if faults:
        pytest.fail("The browser saw:\n" + "\n".join(faults), pytrace=False)


@pytest.fixture
def watch(open_page) -> Watch:
    """Open the watched page that `page` shows, to ask what it requested or say what to expect."""
    return open_page()


@pytest.fixture
def page(watch) -> Page:
    """Open a page in a fresh context; the test fails if it reaches out or reports an error."""
    return watch.page


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Give a function that names each breach of WCAG 2.2 AA and of good practice on a page.

    A whole plan takes longer to look through than to make, so a test of a part looks `within` it.
    """
    source = AXE_SOURCE.read_text(encoding="utf-8")

    def breaches(page: Page, within: str | None = None) -> list[str]:
        # Not a script element, which the page's policy would rightly refuse.
        page.evaluate(source)
        return page.evaluate(BREACHES, [AXE_RULES, within])

    return breaches


@pytest.fixture(scope="session")
def breaches_in(axe) -> Callable[..., list[str]]:
    """Give a function that names what `axe` finds in each view of a page, and what is too wide."""

    def breaches(page: Page, views=VIEWS, within: str | None = None) -> list[str]:
        found = []
        for size, scheme in views:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            seen = axe(page, within)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                seen.append("the page scrolls sideways")
            found += [f"{size['width']} pixels, {scheme}: {breach}" for breach in seen]
        return found

    return breaches
