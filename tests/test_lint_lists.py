"""The lint asks for what the lists in `tests/` lack, before a test of theirs is run."""

import re
import shutil

import pytest

from planner.content.loader import load_library
from planner.lint.listed import find_unlisted
from tests.pages import ROOT

LIBRARY = load_library()
TESTS = ROOT / "tests"
# File, what stands there once at least, what is planted in its place, what the lint says.
FAULTS = [
    ("conditions.toml", r"\[crosses_border\]", "[cross_border]", "add [crosses_border]"),
    ("conditions.toml", r"\[crosses_border\]", "[cross_border]", "no condition “cross_border”"),
    ("conditions.toml", r"(?m)^no = \[.*\]$", "", "answers for “yes” and for “no”"),
    ("unconditional.toml", r'"early-end",', "", "early-end has no condition"),
    ("unconditional.toml", r'"early-end",', '"early-end", "tax",', "tax has a condition"),
    ("absent.toml", r'"check-tax"', '"check-taxes"', "no “check-taxes” among the items"),
    ("cases/internal-move.toml", r'"return-same"', '"return-sam"', "no “return-sam” among"),
    ("cases/internal-move.toml", r'"agree-the-charge"', '"a-charge"', "no “a-charge” among"),
    ("cases/internal-move.toml", r"(?m)^give-the-induction =", "give-it =", "no “give-it” among"),
    (
        "cases/stages/running-with-a-complaint.toml",
        r'"hold-check-ins"',
        '"hold-no-talk"',
        "no “hold-no-talk” among the items",
    ),
    ("coverage/agreements.toml", r"/return-same/", "/return-sam/", "no “return-sam” among the"),
    ("coverage/checklists.toml", r'"tasks/[\w-]+"', '"tasks/no-task"', "no “no-task” among the"),
]


@pytest.fixture
def copy(tmp_path):
    for file in (*TESTS.glob("*.toml"), *TESTS.glob("cases/**/*.toml"), *TESTS.glob("coverage/*")):
        to = tmp_path / file.relative_to(TESTS)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, to)
    return tmp_path


def test_the_lists_hold_what_they_should():
    assert find_unlisted(LIBRARY, TESTS) == [], "do what each line says"


def test_nothing_is_asked_for_where_there_are_no_tests(tmp_path):
    assert find_unlisted(LIBRARY, tmp_path / "none") == []


@pytest.mark.parametrize(("file", "found", "planted", "said"), FAULTS)
def test_a_fault_in_a_list_is_found(copy, file, found, planted, said):
    path = copy / file
    after, count = re.subn(found, planted, path.read_text("utf-8"), count=1)
    assert count, f"{file} has no {found} any more: change this line of FAULTS"
    path.write_text(after, "utf-8")

    assert said in " ".join(find_unlisted(LIBRARY, copy))
