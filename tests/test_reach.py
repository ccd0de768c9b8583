"""Every clause, item and risk is in the plan of some case and missing from another.

The cases are the examples, those of `cases/` and, for what none of them needs, the short ones of
`reach.toml`: each states how it differs from `base`, where everything is answered and nothing is
special. What has no condition stands in `unconditional.toml`, which people read through.
"""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

TESTS = Path(__file__).parent
ROOT = TESTS.parent
LIBRARY = load_library()
KINDS = {"clauses": LIBRARY.clauses, "items": LIBRARY.items, "risks": LIBRARY.risks}
TODAY = date(2026, 11, 22)


def read(path):
    return tomllib.loads(path.read_text("utf-8"))


UNCONDITIONAL = read(TESTS / "unconditional.toml")


def all_answers():
    """Return the answers of every case by name."""
    files = [*ROOT.glob("examples/*.toml"), *TESTS.glob("cases/answers/*.toml")]
    further = read(TESTS / "reach.toml")
    base = further.pop("base")
    return {path.stem: read(path) for path in files} | {
        name: {**base, **answers} for name, answers in further.items()
    }


def reached_by(answers):
    """Return the ids that are surely in the plan; what only may apply does not count."""
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    plan = make_plan(facts, LIBRARY, TODAY)
    clauses = {c.clause.id for d in plan.documents for part in d.parts for c in part.clauses}
    items = {planned.item.id for planned in plan.checklist if planned.verdict.truth}
    risks = {p.risk.id for p in plan.risks if p.verdict.truth}
    return clauses | items | risks


REACHED = {name: reached_by(answers) for name, answers in all_answers().items()}


def has_no_condition(entry):
    rule = entry.applies
    past = {*rule.past} - {"is_over"}  # until then it is in every plan
    return not (rule.when or rule.unless or past or rule.place or rule.over or rule.law_first)


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_is_in_the_plan_of_some_case(kind):
    assert set(KINDS[kind]) - set().union(*REACHED.values()) == set(), (
        "no case reaches these: add a short one to tests/reach.toml"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_with_a_condition_is_missing_from_the_plan_of_some_case(kind):
    everywhere = set.intersection(*REACHED.values())

    assert {
        i for i in everywhere & set(KINDS[kind]) if not has_no_condition(KINDS[kind][i])
    } == set(), "every case has these: add one without them to tests/reach.toml"


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_no_condition_is_written_down_and_nothing_else(kind):
    found = [id for id, entry in KINDS[kind].items() if has_no_condition(entry)]

    assert sorted(UNCONDITIONAL[kind]) == sorted(found), (
        "give the entry a condition in planner/data, or write it in tests/unconditional.toml"
    )


def test_no_further_case_is_there_for_nothing():
    """A case of `reach.toml` goes when the others reach all that it reaches."""
    assert len(REACHED) > 1
    for name in read(TESTS / "reach.toml"):
        if name != "base":
            others = set().union(*(ids for other, ids in REACHED.items() if other != name))
            assert REACHED[name] - others, name
