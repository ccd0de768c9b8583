"""A plan file from elsewhere: what is not used as it stands is named, and nothing is lost."""

import json
from pathlib import Path

import pytest

from planner.content.loader import load_library
from planner.work.opening import opened
from planner.work.plan_file import FileProblem, Identity, read_identity, written
from planner.work.ticks import done_in
from tests.commands import planner

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
ASK = {name: question.ask for name, question in LIBRARY.questions.items()}
TASK = next(iter(LIBRARY.items))
RISK = next(iter(LIBRARY.risks))


def content(**changes):
    whole = {
        "kind": "secondment plan",
        "format": 1,
        "library_version": LIBRARY.version,
        "plan_id": "0f0f",
        "revision": 7,
        "saved": "2026-11-22",
        "answers": {"relationship": "client", "role": "Counsel"},
        "done": [TASK, RISK],
    }
    return json.dumps(whole | changes)


def given(**answers):
    return content(answers={"relationship": "client"} | answers)


def test_a_plan_of_this_edition_opens_without_a_note():
    saved = opened(content(), LIBRARY)

    assert saved.notes == []
    assert saved.answers == {"relationship": "client", "role": "Counsel"}
    assert done_in(saved.content) == {TASK, RISK}
    assert read_identity(saved.content) == Identity("0f0f", 7)
    assert not saved.read_only


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("recharge", "barter"),
        ("home_country", "XX"),
        ("home_country", "no"),
        ("start_date", "soon"),
        ("start_date", "20270301"),
        ("start_date", "2027-02-30"),
        ("start_date", 5),
        ("relationship", "unsure"),
        ("role", ["Counsel"]),
        ("role", {"en": "Counsel"}),
        ("role", True),
        ("relationship", 1),
        ("relationship", False),
    ],
)
def test_an_answer_that_its_question_does_not_take_is_named_and_kept(name, raw):
    saved = opened(given(**{name: raw}), LIBRARY)

    assert name not in saved.answers
    assert saved.content["answers"] == {"relationship": "client"} | saved.answers | {name: raw}
    assert len(saved.notes) == 1
    assert ASK[name] in saved.notes[0]


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("days_with_host", 2, "2"),
        ("days_with_host", 2.5, "2.5"),
        ("role", 7, "7"),
        ("days_with_host", "many", "many"),
        ("role", "x" * 100_000, "x" * 100_000),
        ("duties", "one\ntwo", "one\ntwo"),
    ],
)
def test_an_answer_that_its_control_can_show_is_not_called_left_out(name, raw, text):
    saved = opened(given(**{name: raw}), LIBRARY)

    assert saved.answers[name] == text
    assert saved.notes == []


def test_yes_and_no_may_be_true_and_false():
    name = next(id for id, question in LIBRARY.questions.items() if question.kind == "yes_no")

    assert opened(given(**{name: True}), LIBRARY).answers[name] == "yes"
    assert opened(given(**{name: False}), LIBRARY).answers[name] == "no"


@pytest.mark.parametrize("raw", [None, "", "  \n"])
def test_an_answer_that_is_blank_needs_no_word(raw):
    saved = opened(given(role=raw), LIBRARY)

    assert saved.notes == []
    assert "role" not in saved.content["answers"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"library_version": "2025.01+old"}, "“2025.01+old”"),
        ({"library_version": 5}, "“5”"),
        ({"plan_id": "A B"}, "plan id in the file is not valid"),
        ({"plan_id": 7}, "plan id in the file is not valid"),
        ({"revision": "7"}, "revision in the file is not valid"),
        ({"revision": -1}, "revision in the file is not valid"),
        ({"done": [TASK, "task-of-last-year"]}, "“task-of-last-year”"),
        ({"done": [TASK, 7, None]}, "2 ticks cannot be read and are left out."),
        ({"done": [TASK, 7]}, "1 tick cannot be read and is left out."),
        ({"done": "sign"}, "ticks in the file cannot be read"),
        ({"colour": "green"}, "“colour”"),
        ({"answers": {"retired": "x"}}, "“retired”"),
        ({"answers": {"retired": ["x"]}}, "“retired”"),
    ],
)
def test_whatever_is_not_used_as_it_stands_is_named(changes, said):
    saved = opened(content(**changes), LIBRARY)

    assert len(saved.notes) == 1, saved.notes
    assert said in saved.notes[0]


def test_what_this_edition_does_not_know_is_written_back():
    answers = {"relationship": "client", "retired": ["x"], "recharge": "barter"}
    text = content(answers=answers, done=["gone", TASK], colour={"a": [1]})

    again = json.loads(written(opened(text, LIBRARY).content))

    assert again["answers"] == answers
    assert again["colour"] == {"a": [1]}
    assert again["work"]["tasks"] == {"gone": {"status": "done"}, TASK: {"status": "done"}}
    assert (again["plan_id"], again["revision"], again["saved"]) == ("0f0f", 7, "2026-11-22")
    assert opened(json.dumps(again), LIBRARY).content == again


SECOND = {
    "kind": "secondment plan",
    "format": 2,
    "plan_id": "0f0f",
    "revision": 7,
    "answers": {"relationship": "client"},
    "work": {"tasks": {TASK: {"status": "done"}}, "risks": {RISK: {"stand": "settled"}}},
}


def test_a_file_of_the_present_format_opens_without_a_note_and_stays_as_it_is():
    saved = opened(json.dumps(SECOND), LIBRARY)

    assert saved.notes == []
    assert saved.content == SECOND
    assert done_in(saved.content) == {TASK, RISK}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"work": {"tasks": {"gone": {"status": "done"}}}}, "1 tick belongs to no task"),
        ({"work": {"tasks": {"gone": {"mood": "x"}}}}, "“work/tasks/gone/mood”"),
        ({"work": {"tasks": {TASK: {"status": "maybe"}}}}, f"“work/tasks/{TASK}/status”"),
        ({"work": ["x"]}, "cannot be read, but kept when you save: “work”"),
        ({"saved": "yesterday"}, "“saved”"),
        ({"log": [["x"]]}, "“log/0”"),
        ({"work": {"tasks": {"Not An Id": {"status": "done"}}}}, "“Not An Id”"),
        ({"made_with": {"library": "2025.01+old"}}, "“2025.01+old”"),
        ({"plan_id": "A B"}, "plan id in the file is not valid"),
        ({"revision": 1.5}, "revision in the file is not valid"),
    ],
)
def test_whatever_is_not_used_of_a_present_file_is_named_once_and_kept(changes, said):
    saved = opened(json.dumps(SECOND | changes), LIBRARY)

    assert len(saved.notes) == 1, saved.notes
    assert said in saved.notes[0]
    for name in changes.keys() - {"plan_id", "revision"}:
        assert saved.content[name] == changes[name]


def test_what_is_no_plan_id_and_no_revision_is_not_written_back():
    saved = opened(json.dumps(SECOND | {"plan_id": "A B", "revision": -1}), LIBRARY)

    assert not {"plan_id", "revision"} & saved.content.keys()
    assert len(saved.notes) == 1


def test_a_long_list_of_names_is_cut_and_counted():
    saved = opened(content(done=[f"gone-{n}" for n in range(500)]), LIBRARY)

    assert "and 492 more" in saved.notes[0]
    assert len(saved.notes[0]) < 400


@pytest.mark.parametrize("found", [3, 99, 10**30])
def test_a_file_of_a_later_format_is_read_only_and_stays_as_it_is(found):
    later = SECOND | {"format": found, "answers": {"relationship": "group", "role": ["x"]}}

    saved = opened(json.dumps(later), LIBRARY)

    assert saved.read_only
    assert "saved by a newer edition" in saved.notes[0]
    assert saved.answers == {"relationship": "group"}
    assert saved.content == later
    assert done_in(saved.content) == frozenset(), "its ticks may mean something else"


@pytest.mark.parametrize("found", [None, "1", True, 0, -1, [1]])
def test_a_file_without_a_format_is_called_damaged(found):
    with pytest.raises(FileProblem, match="damaged"):
        opened(content(format=found), LIBRARY)


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1e999}', "[" * 100_000])
def test_what_only_python_takes_for_json_is_refused(text):
    with pytest.raises(FileProblem):
        opened(text, LIBRARY)


def test_the_command_line_names_what_it_does_not_use_and_goes_on(tmp_path):
    path = tmp_path / "plan.json"
    answers = {"relationship": "client", "recharge": "barter", "retired": "x"}
    path.write_text(content(answers=answers, done=["gone"], library_version="old"), "utf-8")

    done = planner("plan", path, "--today", "2026-11-22")

    assert done.returncode == 0
    assert done.stdout.startswith("# Secondment plan")
    for said in ("“old”", ASK["recharge"], "“barter”", "“retired”", "“gone”"):
        assert said in done.stderr


def test_the_command_line_says_that_a_file_is_of_a_later_format(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(content(format=3), "utf-8")

    done = planner("plan", path)

    assert done.returncode == 0
    assert done.stdout.startswith("# Secondment plan")
    assert "newer edition" in done.stderr
