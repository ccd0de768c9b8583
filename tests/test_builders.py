"""The site comes out the same wherever it is built, and from ProperDocs, MkDocs 1's successor."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.pages import ROOT, SITE


def files_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def differing(folder):
    """Return the files of a built site whose bytes are not those of the site."""
    return [
        name
        for name in sorted(files_in(SITE))
        if (folder / name).read_bytes() != (SITE / name).read_bytes()
    ]


SOURCES = ("docs", "examples", "overrides", "planner", "scripts")
FILES = ("LICENSE", "mkdocs.yml", "package.json", "package-lock.json", "pyproject.toml")
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}

OF_THE_BUILDER = (
    "keep the folder, the time zone and the language of the builder out: the runtime, whose folder "
    "is named by its content, is made by scripts/runtime.py and scripts/snapshot.mjs, a page by "
    "scripts/hooks.py; if site/ is older than the sources, run make build first"
)


@pytest.mark.full
def test_a_build_in_another_folder_time_zone_and_language_has_the_same_bytes(tmp_path):
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in FILES:
        shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")

    for command in ("scripts.runtime", "mkdocs build --strict --quiet"):
        done = subprocess.run(
            [sys.executable, "-m", *command.split()],
            cwd=tmp_path,
            env=os.environ | ELSEWHERE | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    assert files_in(tmp_path / "site") == files_in(SITE), OF_THE_BUILDER
    assert differing(tmp_path / "site") == [], OF_THE_BUILDER


@pytest.mark.full
def test_properdocs_builds_the_same_site_from_the_same_settings(tmp_path):
    build = [sys.executable, "-m", "properdocs", "build", "--strict", "--quiet"]
    settings = ["--config-file", "mkdocs.yml", "--site-dir", str(tmp_path)]

    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run([*build, *settings], cwd=ROOT, env=quiet, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert files_in(tmp_path) == files_in(SITE)
    assert differing(tmp_path) == [], (
        "mend scripts/hooks.py: it uses what only one of the two builders gives"
    )
