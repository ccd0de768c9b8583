"""Builds the site of another commit beside this tree, so that both can be measured in one run."""

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

from scripts.runtime import ROOT

# What is installed, and what it was installed from: where that is the same, it serves both.
INSTALLED = {
    ".venv": (".python-version", "scripts/bootstrap", "requirements/dev.txt"),
    "node_modules": (".npmrc", "package.json", "package-lock.json"),
}


def built_site(commit: str) -> Path:
    """Return the folder of the built site of a commit; it is built once and then kept in `build/`.

    Exits with a message where Git knows no such commit, or where it does not build.
    """
    full = (
        _git("rev-parse", "--verify", "--end-of-options", f"{commit}^{{commit}}").decode().strip()
    )
    folder = ROOT / "build" / "earlier" / full[:12]
    site = folder / "site"
    if (site / "index.html").is_file():
        return site
    print(f"Building {full[:12]} in {folder.relative_to(ROOT)}", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=BytesIO(_git("archive", full))) as archive:
        archive.extractall(folder, filter="data")
    _share_what_is_installed(folder)
    # The commit's own Makefile, so that it is built as it was meant to be.
    if subprocess.run(["make", "--silent", "build"], cwd=folder, env=_outside_make()).returncode:
        sys.exit(f"{commit} does not build: what its build said stands above.")
    return site


def _share_what_is_installed(folder: Path) -> None:
    for name, sources in INSTALLED.items():
        same = all(
            (folder / source).is_file()
            and (folder / source).read_bytes() == (ROOT / source).read_bytes()
            for source in sources
        )
        if same and not (folder / name).exists():
            (folder / name).symlink_to(ROOT / name, target_is_directory=True)


def _outside_make() -> dict[str, str]:
    """Return the environment without what this run of make tells the programs that it starts."""
    of_make = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "SOURCE_DATE_EPOCH", "ARGS"}
    return {name: value for name, value in os.environ.items() if name not in of_make}


def _git(*words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True)
    if done.returncode:
        sys.exit(f"git {' '.join(words)}: {done.stderr.decode().strip()}")
    return done.stdout
