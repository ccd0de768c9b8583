"""The drafted documents of the examples, whole, so that a change of their words is seen and read.

The rest of a plan, such as its risks, tasks and costs, is tested elsewhere.
"""

import os
import tomllib
from datetime import date
from pathlib import Path

import pytest

from planner.content.loader import load_library
from planner.export.markdown import plan_markdown
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests/golden"
EXAMPLES = sorted(ROOT.glob("examples/*.toml"))
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
RENEW = (
    "The documents of {name} differ from tests/golden/{name}.md. If the change is meant, run "
    "RENEW=1 python -m pytest tests/test_golden.py and read what git shows."
)


def documents_of(path):
    """Return the documents as the Markdown export prints them, without the rest of the plan."""
    answers = tomllib.loads(path.read_text("utf-8"))
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    plan = make_plan(facts, LIBRARY, TODAY)
    titles = {document.outline.title for document in plan.documents}

    sections = plan_markdown(plan, LIBRARY).split("\n## ")
    drafts = [section for section in sections if section.partition("\n")[0] in titles]
    assert len(drafts) == len(titles)
    return "\n".join(f"## {draft.strip()}\n" for draft in drafts)


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
    assert {path.stem for path in GOLDEN.iterdir()} == {path.stem for path in EXAMPLES}


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_golden_documents_hold_no_mark_of_the_library_and_no_date_of_making(golden):
    text = golden.read_text("utf-8")

    assert not [
        mark for mark in ("{{", "}}", "[[", "]]", "**", "to be agreed]", "None") if mark in text
    ]
    assert LIBRARY.version not in text
    assert "22 November 2026" not in text
