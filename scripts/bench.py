"""Measures the planner page in a browser against the same page on plain Pyodide, in turns."""

import argparse
import json
import os
import re
import shutil
import statistics
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from scripts.browser import MISSING, find_browser
from scripts.runtime import PACKAGES, PYODIDE, ROOT, packages
from scripts.serve import SiteHandler, serving, site_server

HOST = "handbook.test"
PAGE = "planner/?relationship=same_employer"  # the page starts by itself and shows a first plan
SLOW_LINE = {
    "offline": False,
    "latency": 20,
    "downloadThroughput": 1_250_000,
    "uploadThroughput": 1_250_000,
}
VARIANTS = ("planner", "plain", "bytecode")
KEYSTROKES = 60
PAGES = ROOT / "scripts" / "bench"


class CachingHandler(SiteHandler):
    """Serve files as they are, and let browsers keep them for an hour."""

    def end_headers(self) -> None:
        """Add what any server can be told to add."""
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()


def make_sites(folder: Path) -> None:
    """Lay out the built site, and a copy that starts Python the plain way."""
    shutil.copytree(ROOT / "site", folder / "planner")
    plain = shutil.copytree(ROOT / "site", folder / "plain")
    shutil.rmtree(plain / "assets" / "runtime")
    shutil.copy(PAGES / "runtime.js", plain / "assets")
    assets = plain / "assets" / "plain"
    assets.mkdir()
    shutil.copy(PAGES / "worker.js", assets)
    for path in PYODIDE.iterdir():
        if path.suffix in (".js", ".wasm", ".zip", ".json"):
            shutil.copy(path, assets)
    shutil.copy(PYODIDE / "pyodide.mjs", assets / "pyodide.js")
    for package in PACKAGES:
        with zipfile.ZipFile(assets / f"{package}.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
            for name, data in packages().items():
                if name.startswith(f"{package}/"):
                    wheel.writestr(name, data)
    page = plain / "planner" / "index.html"
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    page.write_text(policy.sub("", page.read_text("utf-8"), count=1), "utf-8")


@contextmanager
def fresh_profile(playwright: Playwright, variant: str) -> Iterator[BrowserContext]:
    """Start a browser that has never been here."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    quiet = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_browser(),
            args=[rules, *quiet, *(["--no-sandbox"] if as_root else [])],
        )
        mode = "plain" if variant == "bytecode" else ""
        context.add_init_script(f"globalThis.benchMode = {json.dumps(mode)};")
        context.add_init_script(path=PAGES / "watch.js")
        yield context
        context.close()


def visit(
    context: BrowserContext, address: str, variant: str, slow: bool = False
) -> tuple[float, Page]:
    """Open the page and return the milliseconds until a plan is shown."""
    page = context.new_page()
    if slow:
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.goto(f"{address}{'plain' if variant == 'plain' else 'planner'}/{PAGE}")
    planner = page.locator("#planner[data-shown-after]")
    planner.wait_for(timeout=120_000)
    start = planner.get_attribute("data-start")
    expected = {"planner": "snapshot", "plain": "plain", "bytecode": "bytecode"}[variant]
    assert start == expected, f"{variant} started from {start}"
    return float(planner.get_attribute("data-shown-after")), page


def measure_start(
    playwright: Playwright, address: str, variant: str
) -> Iterator[tuple[str, float]]:
    """Yield a first visit, a second one, and a first one on a slow line."""
    with fresh_profile(playwright, variant) as context:
        for kind in ("cold", "warm"):
            milliseconds, page = visit(context, address, variant)
            yield kind, milliseconds
            page.close()
    with fresh_profile(playwright, variant) as context:
        yield "slow line", visit(context, address, variant, slow=True)[0]


def measure_recalculation(playwright: Playwright, address: str) -> list[float]:
    """Type into a name on a page that shows a whole plan."""
    with fresh_profile(playwright, "planner") as context:
        _, page = visit(context, address, "planner")
        page.select_option("#planner-examples", index=1)
        page.click("[data-do=example]")
        page.wait_for_timeout(1000)
        arguments = {"selector": "[data-answer=secondee_name]", "count": KEYSTROKES}
        return page.evaluate((PAGES / "type.js").read_text("utf-8"), arguments)


def measure_bytes(playwright: Playwright, address: str, folder: Path) -> tuple[int, int]:
    """Return the bytes of all files a first visit fetches: unpacked, and as sent."""
    with fresh_profile(playwright, "planner") as context:
        urls: list[str] = []
        context.on("request", lambda request: urls.append(request.url))
        visit(context, address, "planner")
    manifest = json.loads(next(folder.glob("planner/assets/runtime/*/manifest.json")).read_text())
    raw = sent = 0
    for path in {urlsplit(url).path for url in urls if url.startswith("http")}:
        file = folder / path.lstrip("/")
        size = (file / "index.html" if file.is_dir() else file).stat().st_size
        sent += size
        raw += manifest["files"].get(file.name, {"raw": size})["raw"]
    return raw, sent


def main() -> None:
    """Measure, print a table, and print the outcome as JSON on the last line."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    if not find_browser():
        sys.exit(MISSING)
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        make_sites(folder)
        with serving(site_server(folder, handler=CachingHandler)) as port:
            address = f"http://{HOST}:{port}/"
            for number in range(rounds):
                for variant in VARIANTS[number % 3 :] + VARIANTS[: number % 3]:
                    for kind, milliseconds in measure_start(playwright, address, variant):
                        times[variant, kind].append(milliseconds)
                        print(
                            f"round {number + 1}: {variant:9} {kind:10} {milliseconds:7.0f} ms",
                            flush=True,
                        )
            keystrokes = sorted(measure_recalculation(playwright, address))
            raw, sent = measure_bytes(playwright, address, folder)
    report(times, keystrokes, raw, sent)


def report(
    times: dict[tuple[str, str], list[float]], keystrokes: list[float], raw: int, sent: int
) -> None:
    """Print medians of all rounds."""
    median = {key: statistics.median(values) for key, values in times.items()}
    print(
        f"\nMilliseconds from navigation to a plan shown, medians of {len(times['plain', 'cold'])}"
    )
    print(f"{'':12}{'cold':>8}{'warm':>8}{'cold at 10 Mbit/s':>20}")
    for variant in VARIANTS:
        cold, warm, slow = (median[variant, kind] for kind in ("cold", "warm", "slow line"))
        print(f"{variant:12}{cold:8.0f}{warm:8.0f}{slow:20.0f}")

    def ratio(kind: str) -> float:
        return round(median["planner", kind] / median["plain", kind], 3)

    outcome = {
        "cold_ratio": ratio("cold"),
        "warm_ratio": ratio("warm"),
        "slow_line_ratio": ratio("slow line"),
        "recalc_median_ms": round(statistics.median(keystrokes), 1),
        "recalc_p95_ms": round(statistics.quantiles(keystrokes, n=20)[-1], 1),
        "wire_raw": raw,
        "wire_gzip": sent,
    }
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
