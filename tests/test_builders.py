"""The site comes out the same from ProperDocs, which goes on where MkDocs 1 ends."""

import os
import subprocess
import sys

import pytest

from tests.pages import ROOT, SITE


def files_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.full
def test_properdocs_builds_the_same_site_from_the_same_settings(tmp_path):
    build = [sys.executable, "-m", "properdocs", "build", "--strict", "--quiet"]
    settings = ["--config-file", "mkdocs.yml", "--site-dir", str(tmp_path)]

    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run([*build, *settings], cwd=ROOT, env=quiet, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert files_in(tmp_path) == files_in(SITE)
    assert [
        name
        for name in sorted(files_in(SITE))
        if (tmp_path / name).read_bytes() != (SITE / name).read_bytes()
    ] == [], "mend scripts/hooks.py: it uses what only one of the two builders gives"
