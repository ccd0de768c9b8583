"""Measures the planner page in a browser against the same page on plain Pyodide, in turns.

With `--against COMMIT` it measures the page against that of another commit instead.

The pages report their times themselves, because debugging tools slow workers and text down. The
server does not compress, like many intranet servers; on a slow line plain Pyodide sends more.
"""

import argparse
import json
import os
import queue
import random
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
from typing import Any
from urllib.parse import quote, urlsplit

from scripts.browser import MISSING, find_browser
from scripts.earlier import built_site
from scripts.runtime import PACKAGES, PYODIDE, ROOT, packages
from scripts.serve import SiteHandler, serving, site_server

HOST = "handbook.test"
PAGE = "planner/?relationship=same_employer"  # the page starts by itself and shows a first plan
BYTES_PER_SECOND = 1_250_000  # 10 Mbit/s, shared by all that is sent
LATENCY = 0.02  # seconds
PIECE = 12_500  # bytes sent at a time on the slow line
VARIANTS = {"planner": "snapshot", "plain": "plain", "bytecode": "bytecode"}  # and their starts
# This tree and another commit, which is measured twice in each round: it differs from itself too.
COMPARED = {"this": "snapshot", "other": "snapshot", "other-again": "snapshot"}
STARTS = VARIANTS | COMPARED
KINDS = ("cold", "warm", "slow line")
SPLITS = 2000  # random splits of the times of the other commit

type Report = dict[str, Any]  # what a page tells of one visit: see scripts/bench/driver.js
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
    """Serve files as they are, let browsers cache them for an hour, and collect page reports."""

    told: queue.Queue[list[Report]] = queue.Queue()
    asked: set[str] = set()  # noqa: RUF012  # paths, by all browsers since it was last emptied

    def do_GET(self) -> None:  # noqa: N802
        """Note what is asked for."""
        self.asked.add(urlsplit(self.path).path)
        super().do_GET()

    def do_POST(self) -> None:  # noqa: N802
        """Collect a report from a browser."""
        self.told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def end_headers(self) -> None:
        """Add headers that any server can send."""
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

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file piece by piece, each when the line is free."""
        while piece := source.read(PIECE):
            with self.line:
                begun = max(time.monotonic(), SlowHandler.free)
                sent = SlowHandler.free = begun + len(piece) / BYTES_PER_SECOND
            time.sleep(max(0, sent - time.monotonic()))
            outputfile.write(piece)


def make_sites(folder: Path) -> None:
    """Lay out the built site once for each way to start, and what opens its pages."""
    lay_out(folder, dict.fromkeys(VARIANTS, ROOT / "site"))
    bytecode = folder / "bytecode" / "planner" / "index.html"
    text = bytecode.read_text("utf-8")
    bytecode.write_text(text.replace('id="runtime"', 'id="runtime" data-mode="plain"'), "utf-8")
    make_plain(folder / "plain")


def lay_out(folder: Path, sites: dict[str, Path]) -> None:
    """Copy built sites, each with a planner page that tells its times, and what opens them."""
    for variant, site in sites.items():
        shutil.copytree(site, folder / variant)
        shutil.copy(PAGES / "page.js", folder / variant / "assets")
        page = folder / variant / "planner" / "index.html"
        text = page.read_text("utf-8")
        script = '<script src="../assets/page.js"></script>'
        page.write_text(re.sub(r"(?=<link|<script)", script, text, count=1), "utf-8")
    for name in ("driver.html", "driver.js", "link.html"):
        shutil.copy(PAGES / name, folder)


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
) -> list[Report]:
    """Open the page in a browser that has never been here; return what each visit tells.

    `shown` has the milliseconds from navigation until a plan is shown, and `times` those from each
    letter typed until the plan is shown anew.
    """
    site = f"http://{HOST}:{port}/"
    wanted = {"address": f"{site}{variant}/{PAGE}", "visits": visits, "typing": typing}
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command: list[str | Path] = [browser, *FLAGS, *(["--no-sandbox"] if as_root else [])]
        command += [f"--user-data-dir={profile}", f"{site}driver.html#{quote(json.dumps(wanted))}"]
        reports = told_by(command)
    if not reports:
        sys.exit(f"{variant}: the browser closed, or told nothing in {PATIENCE} seconds.")
    for report in reports:
        if report["start"] != STARTS[variant]:
            sys.exit(f"{variant} started from {report['start']}.")
    return reports


def told_by(command: list[str | Path]) -> list[Report] | None:
    """Run a browser until it tells something; nothing if it closes first or takes too long."""
    own_group = sys.platform != "win32"  # a wrapper script may not pass the signal on
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


def wire_bytes(site: Path, paths: set[str]) -> tuple[int, int]:
    """Return the bytes of a laid out site's files among these paths: unpacked, and as sent."""
    manifest = json.loads(next(site.glob("assets/runtime/*/manifest.json")).read_text())
    raw = sent = 0
    for path in paths:
        if path.startswith(f"/{site.name}/") and not path.endswith("page.js"):
            file = site.parent / path.lstrip("/")
            size = (file / "index.html" if file.is_dir() else file).stat().st_size
            sent += size
            raw += manifest["files"].get(file.name, {"raw": size})["raw"]
    return raw, sent


def main() -> None:
    """Measure, print a table, and print the outcome as JSON on the last line."""
    arguments = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--against", metavar="COMMIT", help="a commit to compare this tree with")
    wanted = arguments.parse_args()
    browser = find_browser()
    if not browser:
        sys.exit(MISSING)
    if wanted.against:
        compare(browser, built_site(wanted.against), wanted.rounds)
    else:
        measure(browser, wanted.rounds)


def measure(browser: Path, rounds: int) -> None:
    """Measure this tree against plain Pyodide."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_sites(folder)
        fast, slow = (site_server(folder, handler=handler) for handler in (Handler, SlowHandler))
        with serving(fast) as port, serving(slow) as slow_port:
            times = take_turns(browser, list(VARIANTS), rounds, port, slow_port)
            Handler.asked.clear()
            keystrokes = visit(browser, port, "planner", typing=TYPING)[0]["times"]
        raw, sent = wire_bytes(folder / "planner", Handler.asked)
    print_report(times, keystrokes, raw, sent)


def compare(browser: Path, other: Path, rounds: int) -> None:
    """Measure this tree against the built site of another commit, and that one against itself."""
    typed: dict[str, list[list[float]]] = defaultdict(list)
    with TemporaryDirectory() as name:
        folder = Path(name)
        Handler.asked.clear()
        lay_out(folder, {"this": ROOT / "site", "other": other, "other-again": other})
        fast, slow = (site_server(folder, handler=handler) for handler in (Handler, SlowHandler))
        with serving(fast) as port, serving(slow) as slow_port:
            times = take_turns(browser, list(COMPARED), rounds, port, slow_port)
            for number in range(rounds):
                for variant in in_turn(list(COMPARED), number):
                    report = visit(browser, port, variant, typing=TYPING)[0]
                    typed[variant].append(report["times"])
        sent = {name: wire_bytes(folder / name, Handler.asked)[1] for name in ("other", "this")}
    for variant, visits in typed.items():
        times[variant, "recalculation median"] = [statistics.median(each) for each in visits]
        times[variant, "recalculation p95"] = [percentile_95(each) for each in visits]
    print_comparison(times, sent)


def in_turn(variants: list[str], number: int) -> list[str]:
    """Return the variants in an order of their own in each round."""
    first = number % len(variants)
    return variants[first:] + variants[:first]


def take_turns(
    browser: Path, variants: list[str], rounds: int, port: int, slow_port: int
) -> dict[tuple[str, str], list[float]]:
    """Return the milliseconds of each variant and kind of visit, one for each round."""
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(rounds):
        for variant in in_turn(variants, number):
            reports = visit(browser, port, variant, visits=2)
            reports += visit(browser, slow_port, variant)
            for kind, report in zip(KINDS, reports, strict=True):
                times[variant, kind].append(report["shown"])
                took = f"{variant:11} {kind:10} {report['shown']:7.0f} ms"
                print(f"round {number + 1}: {took}", flush=True)
    return times


def percentile_95(values: list[float]) -> float:
    """Return the value that 19 of 20 do not exceed."""
    return statistics.quantiles(values, n=20)[-1]


def spread(values: list[float]) -> float:
    """Return by what share two random halves of some values differ at most in 19 of 20 splits.

    It is what chance alone makes of one commit that is measured against itself.
    """
    draw, half = random.Random(0), len(values) // 2
    differences = []
    for _ in range(SPLITS):
        mixed = draw.sample(values, len(values))
        one, two = statistics.median(mixed[:half]), statistics.median(mixed[half:])
        differences.append(abs(one / two - 1))
    return percentile_95(differences)


def print_comparison(times: dict[tuple[str, str], list[float]], sent: dict[str, int]) -> None:
    """Print the medians of both, their difference, and the spread of the other against itself.

    `sent` has the bytes that each sends to show a plan, which chance has no part in.
    """
    outcome: dict[str, object] = {}
    print(f"\n{'milliseconds, medians':24}{'other':>8}{'this':>8}{'difference':>12}{'spread':>9}")
    for kind in dict.fromkeys(kind for _, kind in times):
        others = times["other", kind] + times["other-again", kind]
        before, now = statistics.median(others), statistics.median(times["this", kind])
        difference, chance = now / before - 1, spread(others)
        said = "beyond the spread" if abs(difference) > chance else "within the spread"
        print(f"{kind:24}{before:8.1f}{now:8.1f}{difference:+12.1%}{chance:9.1%}  {said}")
        outcome[kind.replace(" ", "_")] = {
            "other_ms": round(before, 1),
            "this_ms": round(now, 1),
            "difference": round(difference, 3),
            "spread": round(chance, 3),
        }
    outcome["sent"] = sent
    print(f"{'bytes as sent':24}{sent['other']:8,}{sent['this']:12,}")
    print(json.dumps(outcome))


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
        "recalc_p95_ms": round(percentile_95(keystrokes), 1),
        "wire_raw": raw,
        "wire_gzip": sent,
    }
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
