"""Facts in, plan out: one TOML file a case, written to be read by someone in HR.

`answers` names a file of examples; `today` is the day of the plan. Lists say what must be there and
what must not; `most_items` counts the tasks without good practice; `due` and `act_by` give days;
`text` gives words that a clause must hold.
"""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from planner.content.clause_text import plain
from planner.content.loader import load_library
from planner.plan.checklist import is_good_practice
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
CASES = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in ROOT.glob("tests/cases/*.toml")
}

WRONG = (
    "The plan of tests/cases/{0}.toml has other {1} than written there. Read what changed: mend "
    "the rule of the entry in planner/data, or correct “{1}” in the case."
)


def plan_of(case):
    answers = tomllib.loads((ROOT / case["answers"]).read_text("utf-8"))
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return make_plan(facts, LIBRARY, case["today"])


@pytest.mark.parametrize("name", CASES)
def test_case(name):
    case = CASES[name]
    plan = plan_of(case)
    expected = case["expect"]
    clauses = {c.clause.id: c for d in plan.documents for part in d.parts for c in part.clauses}
    items = {planned.item.id: planned for planned in plan.checklist}
    risks = {planned.risk.id: planned for planned in plan.risks}

    assert [document.outline.id for document in plan.documents] == expected["documents"], (
        WRONG.format(name, "documents")
    )
    assert set(expected["clauses"]) <= set(clauses), WRONG.format(name, "clauses")
    assert not set(expected["no_clauses"]) & set(clauses), WRONG.format(name, "no_clauses")
    assert set(expected["items"]) <= set(items), WRONG.format(name, "items")
    assert not set(expected["no_items"]) & set(items), WRONG.format(name, "no_items")
    assert set(expected["risks"]) <= set(risks), WRONG.format(name, "risks")
    assert not set(expected["no_risks"]) & set(risks), WRONG.format(name, "no_risks")
    assert {place.country: place.covered for place in plan.places} == expected["places"], (
        WRONG.format(name, "places")
    )
    shown = [each for each in items.values() if not is_good_practice(each)]
    assert len(shown) <= expected["most_items"], WRONG.format(name, "most_items")
    assert {name: items[name].due for name in expected["due"]} == expected["due"], WRONG.format(
        name, "due"
    )
    assert {name: items[name].act_by for name in expected["act_by"]} == expected["act_by"], (
        WRONG.format(name, "act_by")
    )
    assert {name for name in items if items[name].status == "tight"} == set(expected["tight"]), (
        WRONG.format(name, "tight")
    )
    assert not [name for name in items if items[name].status == "overdue"]
    assert [gap.question for gap in plan.gaps] == expected["gaps"], WRONG.format(name, "gaps")
    for clause, words in expected["text"].items():
        drafts = [
            c for d in plan.documents for p in d.parts for c in p.clauses if c.clause.id == clause
        ]
        drawn = " ".join(plain(p.runs) for draft in drafts for p in draft.paragraphs)
        assert words in drawn, clause
    assert isinstance(plan.today, date)


@pytest.mark.parametrize("example", sorted(ROOT.glob("examples/*.toml")), ids=lambda p: p.stem)
def test_each_example_is_a_case(example):
    assert example.stem in CASES


def test_the_plans_of_the_examples_differ_clearly():
    plans = {name: plan_of(case) for name, case in CASES.items()}
    entries = {
        name: {c.clause.id for d in plan.documents for p in d.parts for c in p.clauses}
        | {planned.item.id for planned in plan.checklist}
        | {planned.risk.id for planned in plan.risks}
        for name, plan in plans.items()
    }

    assert len(entries) > 1
    for name, own in entries.items():
        for other, theirs in entries.items():
            assert name == other or len(own ^ theirs) >= 8, (name, other)
