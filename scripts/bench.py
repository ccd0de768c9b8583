"""Measures the planner page in a browser against the same page on plain Pyodide, in turns.

The pages tell their times themselves: tools that look into a browser slow workers and text down.
The server packs nothing, as on many an intranet; so on a slow line plain Pyodide sends more.
"""

import argparse
import json
import os
import queue
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
import zipfile
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

from scripts.browser import MISSING, find_browser
from scripts.runtime import PACKAGES, PYODIDE, ROOT, packages
from scripts.serve import SiteHandler, serving, site_server

HOST = "handbook.test"
PAGE = "planner/?relationship=same_employer"  # the page starts by itself and shows a first plan
BYTES_PER_SECOND = 1_250_000  # 10 Mbit/s, shared by all that is sent
LATENCY = 0.02  # seconds
PIECE = 12_500  # bytes sent at a time on the slow line
VARIANTS = {"planner": "snapshot", "plain": "plain", "bytecode": "bytecode"}  # and their starts
TYPING = {"selector": "[data-answer=secondee_name]", "count": 60}
PATIENCE = 300  # seconds for the visits of one browser
PAGES = ROOT / "scripts" / "bench"
FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-popup-blocking",
    "--disable-sync",
    "--no-first-run",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class Handler(SiteHandler):
    """Serve files as they are, let browsers keep them for an hour, and hear what pages tell."""

    told: queue.Queue[list[dict[str, object]]] = queue.Queue()
    asked: set[str] = set()  # noqa: RUF012  # paths, by all browsers since it was last emptied

    def do_GET(self) -> None:  # noqa: N802
        """Note what is asked for."""
        self.asked.add(urlsplit(self.path).path)
        super().do_GET()

    def do_POST(self) -> None:  # noqa: N802
        """Hear what a browser has to tell."""
        self.told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def end_headers(self) -> None:
        """Add what any server can be told to add."""
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()


class SlowHandler(Handler):
    """The same at the end of a slow line."""

    line = threading.Lock()
    free = 0.0  # the time at which the line has sent all it was given

    def do_GET(self) -> None:  # noqa: N802
        """Answer as late as a line of that length does."""
        time.sleep(LATENCY)
        super().do_GET()

    def copyfile(self, source, outputfile) -> None:
        """Send a file piece by piece, each when the line is free."""
        while piece := source.read(PIECE):
            with self.line:
                begun = max(time.monotonic(), SlowHandler.free)
                sent = SlowHandler.free = begun + len(piece) / BYTES_PER_SECOND
            time.sleep(max(0, sent - time.monotonic()))
            outputfile.write(piece)


def make_sites(folder: Path) -> None:
    """Lay out the built site once for each way to start, and what opens its pages."""
    for variant in VARIANTS:
        shutil.copytree(ROOT / "site", folder / variant)
        shutil.copy(PAGES / "page.js", folder / variant / "assets")
        page = folder / variant / "planner" / "index.html"
        text = page.read_text("utf-8")
        script = '<script src="../assets/page.js"></script>'
        page.write_text(re.sub(r"(?=<link|<script)", script, text, count=1), "utf-8")
    for name in ("driver.html", "driver.js", "link.html"):
        shutil.copy(PAGES / name, folder)
    bytecode = folder / "bytecode" / "planner" / "index.html"
    text = bytecode.read_text("utf-8")
    bytecode.write_text(text.replace('id="runtime"', 'id="runtime" data-mode="plain"'), "utf-8")
    make_plain(folder / "plain")


def make_plain(site: Path) -> None:
    """Let a copy of the site start Python as Pyodide's own documentation has it."""
    shutil.rmtree(site / "assets" / "runtime")
    shutil.copy(PAGES / "runtime.js", site / "assets")
    assets = site / "assets" / "plain"
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
    page = site / "planner" / "index.html"
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    page.write_text(policy.sub("", page.read_text("utf-8"), count=1), "utf-8")


def visit(
    browser: Path, port: int, variant: str, visits: int = 1, typing: dict[str, object] | None = None
) -> list[dict[str, object]]:
    """Open the page in a browser that has never been here; return what each visit tells.

    `shown` has the milliseconds from navigation until a plan is shown, and `times` those from each
    letter typed until the plan is shown anew.
    """
    site = f"http://{HOST}:{port}/"
    wanted = {"address": f"{site}{variant}/{PAGE}", "visits": visits, "typing": typing}
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *FLAGS, *(["--no-sandbox"] if as_root else [])]
        command += [f"--user-data-dir={profile}", f"{site}driver.html#{quote(json.dumps(wanted))}"]
        reports = told_by(command)
    if not reports:
        sys.exit(f"{variant}: the browser closed, or told nothing in {PATIENCE} seconds.")
    for report in reports:
        if report["start"] != VARIANTS[variant]:
            sys.exit(f"{variant} started from {report['start']}.")
    return reports


def told_by(command: list[str | Path]) -> list[dict[str, object]] | None:
    """Run a browser until it tells something; nothing if it closes first or takes too long."""
    own_group = sys.platform != "win32"  # a wrapper need not pass on that it is to end
    running = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=own_group,
    )
    try:
        for _ in range(PATIENCE):
            with suppress(queue.Empty):
                return Handler.told.get(timeout=1)
            if running.poll() is not None:
                break
        return None
    finally:
        if own_group:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
        running.kill()
        running.wait()


def wire_bytes(folder: Path, paths: set[str]) -> tuple[int, int]:
    """Return the bytes of the planner's files among these paths: unpacked, and as sent."""
    manifest = json.loads(next(folder.glob("planner/assets/runtime/*/manifest.json")).read_text())
    raw = sent = 0
    for path in paths:
        if path.startswith("/planner/") and not path.endswith("page.js"):
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
    browser = find_browser()
    if not browser:
        sys.exit(MISSING)
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    variants = list(VARIANTS)
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_sites(folder)
        fast, slow = (site_server(folder, handler=handler) for handler in (Handler, SlowHandler))
        with serving(fast) as port, serving(slow) as slow_port:
            for number in range(rounds):
                for variant in variants[number % 3 :] + variants[: number % 3]:
                    reports = visit(browser, port, variant, visits=2)
                    reports += visit(browser, slow_port, variant)
                    for kind, report in zip(("cold", "warm", "slow line"), reports, strict=True):
                        times[variant, kind].append(report["shown"])
                        print(
                            f"round {number + 1}: {variant:9} {kind:10} {report['shown']:7.0f} ms",
                            flush=True,
                        )
            Handler.asked.clear()
            keystrokes = visit(browser, port, "planner", typing=TYPING)[0]["times"]
        raw, sent = wire_bytes(folder, Handler.asked)
    print_report(times, keystrokes, raw, sent)


def print_report(
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
