"""Measures a page of guidance in a browser against bare Material with the same text, in turns."""

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Playwright, sync_playwright

from scripts.browser import MISSING, find_browser
from scripts.serve import serving, site_server

ROOT = Path(__file__).parent.parent
HOST = "handbook.test"
SOURCE = "agreement/ending.md"
PAGES = {"handbook": "agreement/ending/", "material": ""}
# Material's own fonts would come from another server, which is not there: it shows the system's.
BARE = """
site_name: Secondment Handbook
theme:
  name: material
  font: false
plugins: [search]
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - md_in_html
  - tables
  - toc:
      permalink: true
"""
LINES = {
    "fast line": None,
    "slow line": {
        "offline": False,
        "latency": 20,
        "downloadThroughput": 1_250_000,
        "uploadThroughput": 1_250_000,
    },
}
LARGEST_PAINT = """() => new Promise((tell) => {
  const observer = new PerformanceObserver((list) => tell(list.getEntries().at(-1).startTime));
  observer.observe({ type: "largest-contentful-paint", buffered: true });
})"""
PACKED = {".woff2", ".png"}  # compressed formats, which gzip does not make smaller


def make_sites(folder: Path) -> None:
    """Lay out the built site, and one page of bare Material with the text of the page measured."""
    shutil.copytree(ROOT / "site", folder / "handbook")
    bare = folder / "bare"
    (bare / "docs").mkdir(parents=True)
    (bare / "mkdocs.yml").write_text(BARE, "utf-8")
    (bare / "docs" / "index.md").write_text(_expanded_source(), "utf-8")
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", "../material"]
    subprocess.run(build, cwd=bare, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, check=True)


def _expanded_source() -> str:
    """Return the source of the page with what its markers stand for."""
    from planner.guidance import reference
    from scripts.hooks import MARKER
    from scripts.page_additions import without_marks

    text = (ROOT / "docs" / SOURCE).read_text("utf-8")
    address = PAGES["handbook"]
    return without_marks(MARKER.sub(lambda m: reference.expand(m[1], m[2], address), text))


def visit(
    playwright: Playwright, address: str, line: dict[str, Any] | None
) -> tuple[float, set[str]]:
    """Open a page as somebody who has never been here; return its largest paint and its files."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    quiet = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
    browser = playwright.chromium.launch(
        executable_path=find_browser(),
        args=[rules, *quiet, *(["--no-sandbox"] if as_root else [])],
    )
    page = browser.new_page()
    if line:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", line)
    fetched: set[str] = set()
    page.on("requestfinished", lambda request: fetched.add(urlsplit(request.url).path))
    page.goto(address, wait_until="networkidle")
    paint = page.evaluate(LARGEST_PAINT)
    browser.close()
    return float(paint), {path for path in fetched if path.startswith("/")}


def weigh(folder: Path, paths: set[str]) -> tuple[int, int]:
    """Return the bytes of the files as they are, and as a server sends them that packs them."""
    raw = packed = 0
    for path in paths:
        file = folder / path.lstrip("/")
        content = (file / "index.html" if file.is_dir() else file).read_bytes()
        raw += len(content)
        packed += len(content) if file.suffix in PACKED else len(gzip.compress(content))
    return raw, packed


def main() -> None:
    """Measure, print a table, and print the outcome as JSON on the last line."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.bench_guidance")
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    if not find_browser():
        sys.exit(MISSING)
    paints: dict[tuple[str, str], list[float]] = defaultdict(list)
    fetched: dict[str, set[str]] = {}
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        make_sites(folder)
        with serving(site_server(folder)) as port:
            for number in range(rounds):
                for site in sorted(PAGES, reverse=bool(number % 2)):
                    address = f"http://{HOST}:{port}/{site}/{PAGES[site]}"
                    for line, speed in LINES.items():
                        paint, fetched[site] = visit(playwright, address, speed)
                        paints[site, line].append(paint)
        weights = {site: weigh(folder, paths) for site, paths in fetched.items()}
    report(paints, fetched, weights)


def report(
    paints: dict[tuple[str, str], list[float]],
    fetched: dict[str, set[str]],
    weights: dict[str, tuple[int, int]],
) -> None:
    """Print what each page weighs and when its largest part is painted, medians of all rounds."""
    print(f"A page of guidance ({SOURCE}) and bare Material with the same text, first visit")
    print(f"{'':12}{'kB':>8}{'kB gzip':>10}{'files':>8}{'paint ms':>10}{'at 10 Mbit/s':>14}")
    outcome: dict[str, float] = {}
    for site in PAGES:
        raw, packed = weights[site]
        fast, slow = (statistics.median(paints[site, line]) for line in LINES)
        files = len(fetched[site])
        print(f"{site:12}{raw / 1000:8.0f}{packed / 1000:10.0f}{files:8}{fast:10.0f}{slow:14.0f}")
        outcome |= {
            f"guidance_{site}_gzip": packed,
            f"guidance_{site}_files": files,
            f"guidance_{site}_paint_ms": round(fast),
            f"guidance_{site}_slow_paint_ms": round(slow),
        }
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
