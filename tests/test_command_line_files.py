"""The command line with files and pipes: nothing is overwritten unasked, and it ends quietly."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from planner.__main__ import main
from planner.work.plan_file import PLAN_ID
from tests.commands import planner

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/client-secondment.toml"
TODAY = ("--today", "2026-11-22")


def started(*arguments, **environment):
    """Run a command in a process of its own, with an environment."""
    return subprocess.run(
        [sys.executable, "-m", "planner", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        env=os.environ | environment,
    )


def export(file, folder, *more):
    return planner("export", file, "--to", folder, *TODAY, *more)


def answers(tmp_path, name="answers.toml", **given):
    path = tmp_path / name
    lines = {"relationship": "client"} | given
    path.write_text(
        "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in lines.items()), "utf-8"
    )
    return path


def held(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_that_is_there_is_not_overwritten_unless_forced(tmp_path):
    file, folder = answers(tmp_path, secondee_name="Kari Lind"), tmp_path / "out"
    assert export(file, folder, "--format", "md").returncode == 0
    [there] = folder.iterdir()
    there.write_bytes(b"mine")

    refused = export(file, folder, "--format", "csv,md")

    assert refused.returncode == 2
    assert str(there) in refused.stderr
    assert "--force" in refused.stderr
    assert held(folder) == {there.name: b"mine"}, "nothing at all may be written then"
    assert export(file, folder, "--format", "csv,md", "--force").returncode == 0
    assert len(held(folder)) == 2
    assert held(folder)[there.name] != b"mine"


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path):
    file, folder = answers(tmp_path), tmp_path / "out"
    export(file, folder, "--format", "md")
    [there] = folder.iterdir()
    there.unlink()
    there.symlink_to(tmp_path / "elsewhere")

    assert export(file, folder, "--format", "md").returncode == 2
    assert not (tmp_path / "elsewhere").exists()


def test_two_people_in_one_folder_are_both_kept(tmp_path):
    folder = tmp_path / "out"
    for name in ("李明", "王芳"):
        done = export(answers(tmp_path, secondee_name=name), folder, "--format", "md,csv")
        assert done.returncode == 0, done.stderr

    assert len(held(folder)) == 4
    assert {name[:2] for name in held(folder)} == {"李明", "王芳"}


def test_names_of_people_can_be_left_out_of_file_names(tmp_path):
    file, folder = answers(tmp_path, secondee_name="Kari Lind"), tmp_path / "out"

    done = export(file, folder, "--format", "md,json,csv,xlsx", "--no-names")

    assert done.returncode == 0
    assert len(held(folder)) == 4
    assert not [name for name in held(folder) if "kari" in name]


def test_the_files_of_all_formats_are_apart(tmp_path):
    formats = "docx,xlsx,ics,html,md,csv,json,zip"

    done = export(EXAMPLE, tmp_path / "out", "--format", formats)

    printed = done.stdout.splitlines()
    assert sorted(Path(line).name for line in printed) == sorted(held(tmp_path / "out"))


@pytest.mark.parametrize("command", [["questions"], ["library", "--json"], ["plan", EXAMPLE]])
def test_it_ends_quietly_when_its_reader_does(command):
    running = subprocess.Popen(
        [sys.executable, "-m", "planner", *map(str, command)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    running.stdout.close()  # before anything can be written
    said = running.stderr.read().decode()
    running.stderr.close()

    assert running.wait() == 0
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


def test_all_files_are_written_even_if_nobody_reads_their_names(tmp_path):
    command = ["export", EXAMPLE, "--to", tmp_path / "out", "--format", "md,csv", *TODAY]
    running = subprocess.Popen(
        [sys.executable, "-m", "planner", *map(str, command)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    running.stdout.close()

    assert running.wait() == 0
    assert len(held(tmp_path / "out")) == 2


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
    ids=["C", "cp1252"],
)
def test_text_of_every_script_is_printed_under_every_encoding(tmp_path, environment):
    file = answers(tmp_path, secondee_name="李明 𠮷田", host_name="بیمه")

    text = started("plan", file, *TODAY, **environment)
    data = started("plan", file, *TODAY, "--json", **environment)

    assert text.returncode == data.returncode == 0
    assert b"Traceback" not in text.stderr + data.stderr
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    assert json.loads(data.stdout.decode(encoding))["answers"]["secondee_name"] == "李明 𠮷田"
    if encoding == "utf-8":
        assert "李明 𠮷田" in text.stdout.decode()


def test_the_help_says_what_each_exit_status_means():
    said = " ".join(planner("--help").stdout.split())

    assert "Exit status: 0" in said
    assert "2 for answers" in said


def test_a_calendar_of_any_answers_file_is_known_by_an_id_of_its_own(tmp_path):
    stems = ["李明", "王芳", "🙂", "🙃", "Kari Lind", "x" * 120, "x" * 121, "_", "Zoë", "Zoe"]
    ids = []
    for place, stem in enumerate(stems):
        folder = tmp_path / str(place)
        file = str(answers(tmp_path, f"{stem}.toml", start_date="2027-01-04"))
        assert main(["export", file, "--to", str(folder), "--format", "ics", *TODAY]) == 0
        [calendar] = held(folder).values()
        ids.append(re.search(r"UID:.*\.(\S+)@", calendar.decode().replace("\r\n ", ""))[1])

    assert len(set(ids)) == len(stems), "mend _plan_id in planner/__main__.py"
    assert all(PLAN_ID.fullmatch(id) for id in ids)
