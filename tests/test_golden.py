"""The drafted documents of the examples, whole, so that a change of their words is seen and read.

They hold the id of each clause and its words, a reference as the slot that it points at, and no
numbers, so that a new clause changes its own lines alone. `test_numbering.py` looks at numbers; the
rest of a plan, such as its risks, tasks and costs, is tested elsewhere.
"""

import os
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests/golden"
EXAMPLES = sorted(ROOT.glob("examples/*.toml"))
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
LEVELS = ("", "- ", ": ")  # a sub-clause, an entry of its list, a definition
HEADING = re.compile(r"^#### \[\[([a-z0-9-]+)\]\] ", re.MULTILINE)
REFERENCE = re.compile(r"\[\[([a-z0-9-]+)\]\]")
RENEW = (
    "The documents of {name} differ from tests/golden/{name}.md. If the change is meant, run "
    "RENEW=1 python -m pytest tests/test_golden.py and read what git shows."
)


def documents_of(path):
    """Return the words of the documents of an example, by part and clause."""
    answers = tomllib.loads(path.read_text("utf-8"))
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], f"{path}: correct the answers"
    documents = make_plan(facts, LIBRARY, TODAY).documents
    return "\n\n".join(block for document in documents for block in blocks_of(document)) + "\n"


def blocks_of(document):
    outline = document.outline
    yield f"## {outline.id}: {outline.title}"
    yield outline.purpose
    for part in document.parts:
        yield f"### {part.title}"
        for planned in part.clauses:
            yield f"#### [[{planned.clause.slot}]] {planned.clause.id}: {planned.clause.title}"
            if not planned.verdict.truth:
                yield f"May apply, waits for: {', '.join(planned.verdict.waits_for)}"
            for paragraph in planned.paragraphs:
                yield LEVELS[paragraph.level] + words_of(paragraph.runs)
    yield from (f"Signed by {each.role}: {each.title}" for each in outline.signed_by)


def words_of(runs):
    return "".join(f"[[{run.of}]]" if run.kind == "reference" else run.text for run in runs)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_documents_of_an_example_are_those_that_were_read(example):
    golden = GOLDEN / f"{example.stem}.md"

    drafted = documents_of(example)
    if os.environ.get("RENEW"):
        golden.write_text(drafted, "utf-8")

    message = RENEW.format(name=example.stem)
    assert golden.is_file(), message
    assert drafted == golden.read_text("utf-8"), message


def test_every_golden_file_belongs_to_an_example():
    left = {path.stem for path in GOLDEN.iterdir()} ^ {path.stem for path in EXAMPLES}

    assert left == set(), "delete the file in tests/golden, or run the tests with RENEW=1"


GOLDEN_FILES = sorted(GOLDEN.glob("*.md"))


@pytest.mark.parametrize("golden", GOLDEN_FILES, ids=lambda path: path.stem)
def test_golden_documents_hold_no_gap_no_blank_and_no_date_of_making(golden):
    text = golden.read_text("utf-8")

    marks = ("{{", "}}", "**", "to be agreed]", "None", LIBRARY.version, "22 November 2026")
    assert [mark for mark in marks if mark in text] == [], f"{golden}: mend what drafts it"


@pytest.mark.parametrize("golden", GOLDEN_FILES, ids=lambda path: path.stem)
def test_golden_documents_hold_no_number_of_a_clause(golden):
    text = golden.read_text("utf-8")

    numbered = re.findall(r"(?i)\b(?:clause|section|schedule) \d.*|^\d+(?:\.\d+)* .*", text, re.M)
    assert numbered == [], f"{golden}: leave numbers to tests/test_numbering.py"


@pytest.mark.parametrize("golden", GOLDEN_FILES, ids=lambda path: path.stem)
def test_each_reference_of_a_golden_document_leads_to_a_clause_of_it(golden):
    documents = re.split(r"^(?=## )", golden.read_text("utf-8"), flags=re.MULTILINE)[1:]

    assert documents, f"{golden} has no document"
    for document in documents:
        slots = HEADING.findall(document)
        stray = {*REFERENCE.findall(HEADING.sub("", document))} - {*slots}
        assert slots, f"{golden} has a document without clauses"
        assert stray == set(), f"{golden}: [[…]] names no clause of its document"
