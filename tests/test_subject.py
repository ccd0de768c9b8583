"""The subject of the last commit is short, and nothing is asked where there is none."""

import subprocess

import pytest

from scripts.subject import LONGEST, too_long

MEND = "mend scripts/subject.py"


def git(folder, *words):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("subject", ["x" * LONGEST, "é" * LONGEST, "Short\n\n" + "long " * 40])
def test_a_short_subject_passes(subject, tmp_path):
    git(tmp_path, "init")
    git(tmp_path, "commit", "--allow-empty", "-m", subject)

    assert too_long(tmp_path) == "", MEND


def test_a_subject_that_is_too_long_is_named_with_its_length(tmp_path):
    git(tmp_path, "init")
    git(tmp_path, "commit", "--allow-empty", "-m", "x" * (LONGEST + 1))

    said = too_long(tmp_path)

    assert f"has {LONGEST + 1} characters: “xxx" in said, MEND
    assert f"to {LONGEST} with" in said, MEND


def test_without_a_repository_or_a_commit_there_is_nothing_to_say(tmp_path):
    inside = tmp_path / "copied"
    inside.mkdir()

    assert too_long(inside) == "", MEND
    git(tmp_path, "init")
    assert too_long(tmp_path) == "", MEND
    git(tmp_path, "commit", "--allow-empty", "-m", "x" * (LONGEST + 1))
    assert too_long(inside) == "", f"{MEND}: the commit is of the folder around it"


def test_without_git_there_is_nothing_to_say(tmp_path, monkeypatch):
    git(tmp_path, "init")
    git(tmp_path, "commit", "--allow-empty", "-m", "x" * (LONGEST + 1))
    monkeypatch.setenv("PATH", str(tmp_path))

    assert too_long(tmp_path) == "", MEND
