"""The command line as a person or a script uses it."""

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import jsonschema
import pytest

from tests.commands import planner

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))
TODAY = ("--today", "2026-11-22")


def started(*arguments):
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "planner", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def answered(tmp_path, text, name="answers.toml"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def check_schema(value, name):
    schema = json.loads((ROOT / f"planner/schemas/{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(value)


@pytest.mark.parametrize("name", ["questions", "library"])
def test_what_is_printed_as_json_keeps_its_schema(name):
    done = planner(name, "--json")

    assert done.returncode == 0
    check_schema(json.loads(done.stdout), name)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_gives_the_same_plan_each_time_and_keeps_the_schema(example):
    done = planner("plan", example, *TODAY, "--json")

    assert done.stderr == ""
    plan = json.loads(done.stdout)
    check_schema(plan, "plan")
    assert plan["today"] == "2026-11-22"
    given = tomllib.loads(example.read_text("utf-8"), parse_float=str)
    answers = plan["answers"]
    held = {n: said if isinstance(said, list) else str(said).strip() for n, said in given.items()}
    assert answers | held == answers
    assert started("plan", example, *TODAY, "--json").stdout == done.stdout


def test_toml_and_json_answers_give_the_same_plan(tmp_path):
    answers = tomllib.loads(EXAMPLES[0].read_text("utf-8"))
    same = answered(tmp_path, json.dumps(answers, default=str), "answers.json")

    from_toml = planner("plan", EXAMPLES[0], *TODAY, "--json").stdout
    from_json = planner("plan", same, *TODAY, "--json").stdout

    assert from_toml == from_json


def test_bad_answers_end_with_2_and_every_problem_with_its_question(tmp_path):
    path = answered(tmp_path, 'relationship = "friend"\nstart_date = "soon"\nshoe_size = 43\n')

    done = planner("plan", path, *TODAY)

    assert done.returncode == 2
    assert done.stdout == ""
    named = {line.partition(":")[0] for line in done.stderr.splitlines()}
    assert named == {"relationship", "start_date", "shoe_size"}


@pytest.mark.parametrize("text", ["relationship = ", "", "\x00"])
def test_a_file_that_cannot_be_read_ends_with_2_and_a_line_that_says_why(tmp_path, text):
    done = planner("plan", answered(tmp_path, text), *TODAY)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_plan_saved_by_the_page_and_a_windows_file_are_read(tmp_path):
    saved = {"kind": "secondment plan", "format": 1, "answers": {"relationship": "client"}}
    plan = answered(tmp_path, json.dumps(saved), "saved.json")
    windows = answered(tmp_path, '\ufeffrelationship = "client"\r\n')

    from_page = planner("plan", plan, *TODAY, "--json")

    assert from_page.returncode == 0, from_page.stderr
    assert from_page.stdout == planner("plan", windows, *TODAY, "--json").stdout


def test_a_file_nested_too_deep_is_refused_in_a_line(tmp_path):
    done = planner("plan", answered(tmp_path, "[" * 100_000, "deep.json"), *TODAY)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path):
    done = planner("plan", tmp_path / "none.toml")

    assert done.returncode == 2
    assert "none.toml" in done.stderr


def test_a_json_file_of_something_else_is_refused(tmp_path):
    done = planner("plan", answered(tmp_path, "[1, 2]", "answers.json"))

    assert done.returncode == 2
    assert "answers by question id" in done.stderr


def test_the_plan_reads_as_text():
    done = planner("plan", EXAMPLES[0], *TODAY)

    assert done.stdout.startswith("# Secondment plan\n")
    assert "22 November 2026" in done.stdout
    assert "not legal advice" in done.stdout


def test_the_plain_lists_name_what_there_is():
    assert "relationship" in planner("questions").stdout
    assert "clauses" in planner("library").stdout


def test_the_lint_passes_on_the_command_line():
    done = planner("lint")

    assert done.returncode == 0, done.stderr
    assert "0 problems" in done.stdout


def test_an_answer_of_yes_is_kept_so_that_the_plan_file_opens_again(tmp_path):
    text = 'relationship = "client"\nrelocates = true\nstart_date = 2027-01-04\n'
    planner("export", answered(tmp_path, text), "--to", tmp_path, *TODAY)
    [archive] = tmp_path.glob("*.zip")
    with zipfile.ZipFile(archive) as files:
        name = next(name for name in files.namelist() if "plan-file" in name)
        files.extract(name, tmp_path)

    answers = json.loads((tmp_path / name).read_text("utf-8"))["answers"]
    assert answers == {"relationship": "client", "relocates": "yes", "start_date": "2027-01-04"}
    assert planner("plan", tmp_path / name, *TODAY).stderr == ""
