"""Finds, or else installs, the Chromium browser that tests and bench use."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
)
USUAL_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
MISSING = (
    "No browser for the tests: install Chromium, Chrome or Edge, "
    "or set BROWSER_PATH to one that is somewhere unusual."
)


def find_browser() -> Path | None:
    """Return the first browser that starts, or None; BROWSER_PATH decides where it is set."""
    chosen = os.environ.get("BROWSER_PATH")
    candidates = [Path(chosen)] if chosen else installed_browsers()
    return next(filter(starts, candidates), None)


def installed_browsers() -> Iterator[Path]:
    """Yield where a browser may be: on PATH, in the usual places, and Playwright's own."""
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from map(Path, USUAL_PLACES)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    yield own


def starts(browser: Path) -> bool:
    """Tell whether a browser is there and runs: Ubuntu's `chromium` may be a stub without one."""
    if not browser.is_file():
        return False
    if sys.platform == "win32":  # where asking for the version opens a window
        return True
    try:
        return (
            subprocess.run([browser, "--version"], capture_output=True, timeout=30).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def install_browser() -> None:
    """Try Playwright's download, then, as root on Debian, the system package."""
    print("No Chromium, Chrome or Edge here. Downloading one for the tests.", flush=True)
    download = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    subprocess.run(download, stdin=subprocess.DEVNULL, capture_output=True)
    if find_browser() or not may_use_apt():
        return
    print("That browser does not start. Installing the system's chromium package.", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "chromium"]):
        subprocess.run(["apt-get", "-qq", *command], env=quiet, stdin=subprocess.DEVNULL)


def may_use_apt() -> bool:
    """Tell whether this is root on a system with Debian's packages."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def main() -> None:
    """Print where the browser is, after getting one where there is none."""
    if not find_browser() and "BROWSER_PATH" not in os.environ:
        install_browser()
    found = find_browser()
    if not found:
        sys.exit(MISSING)
    print(f"Browser for the tests: {found}")


if __name__ == "__main__":
    main()
