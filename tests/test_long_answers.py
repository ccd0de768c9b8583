"""Answers at their full length, cut into the shortest lines: no label runs out in any output."""

import io
import zipfile
from datetime import date
from functools import cache

import pytest

from planner.content.loader import load_library
from planner.export.formats import IN_ARCHIVE, Choices, make, owners_in
from planner.export.word import documents
from planner.plan.drafting import MOST
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.work.plan_file import Identity
from tests.word.read import opened, shown_numbers

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
LONG = [q for q in LIBRARY.questions.values() if q.kind == "long_text"]


@cache
def planned(lines):
    """Return a plan whose every long answer has so many lines."""
    typed = "\n".join("xyz"[place % 3] for place in range(lines))
    answers = {question.id: typed for question in LONG}
    answers |= {"relationship": "client", "direction": "shared", "secondee_name": "Kari Lind"}
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return make_plan(facts, LIBRARY, TODAY)


def labels(plan):
    return [
        paragraph.label
        for document in plan.documents
        for part in document.parts
        for clause in part.clauses
        if clause.clause.slot == "duties"
        for paragraph in clause.paragraphs
        if paragraph.level == 1
    ]


def test_after_z_comes_aa_as_word_counts():
    said = labels(planned(60))[:60]

    assert said[25:29] == ["(z)", "(aa)", "(bb)", "(cc)"], (
        "mend _letter in planner/plan/drafting.py"
    )
    assert said[51:54] == ["(zz)", "(aaa)", "(bbb)"]


def test_word_shows_the_labels_of_the_plan():
    plan = planned(60)
    [agreement] = [d for d in plan.documents if d.outline.voice == "text"]
    clauses = [c for part in agreement.parts for c in part.clauses if c.clause.slot == "duties"]
    wanted = [p.label for clause in clauses for p in clause.paragraphs if p.label]

    word = opened(documents(plan, LIBRARY)[f"{agreement.outline.id}.docx"])
    shown = [number for number, _ in shown_numbers(word)]

    assert "(hhh)" in wanted
    stretches = [shown[here : here + len(wanted)] for here in range(len(shown))]
    assert wanted in stretches, "the numbering of Word differs from _labelled in drafting.py"


@pytest.mark.parametrize("lines", [26, 27, MOST, MOST + 1, 1000])
@pytest.mark.parametrize("format", IN_ARCHIVE)
def test_every_output_takes_the_longest_answer_in_the_shortest_lines(format, lines):
    plan = planned(lines)
    person = owners_in(plan)[0] if format.person == "must" else ""

    files = make(format.id, plan, LIBRARY, Choices(person=person, identity=Identity("a1b2")))

    assert all(files.values())
    for data in files.values():
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert archive.testzip() is None


def test_more_lines_than_word_can_label_stay_lines():
    recorded = ["(a)", "(b)"]  # what is filled in by hand has its own labels

    assert len(labels(planned(MOST))) == MOST + len(recorded)
    assert labels(planned(MOST + 1)) == recorded
