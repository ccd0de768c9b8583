"""Every condition at its edge, and the rule that taking answers away only ever makes unknown."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.rules.answers import read_answers
from planner.rules.judgement import named_conditions, questions_read, sentence
from planner.rules.model import FROM_THE_DAY
from tests.facts import random_answers

LIBRARY = load_library()
EDGES = tomllib.loads((Path(__file__).parent / "conditions.toml").read_text("utf-8"))
TRUTHS = {"yes": True, "no": False, "unknown": None}
# These have to be given, or silence means something.
NEVER_UNKNOWN = {q.id for q in LIBRARY.questions.values() if q.required or q.default}
ROWS = [
    pytest.param(name, row, TRUTHS[word], id=f"{name}-{word}-{place}")
    for name, table in EDGES.items()
    for word in table
    for place, row in enumerate(table[word])
]


def facts_of(answers):
    stage = {name: value for name, value in answers.items() if name in FROM_THE_DAY}
    given = {name: value for name, value in answers.items() if name not in FROM_THE_DAY}
    facts, problems = read_answers(
        {"relationship": "client", **given}, LIBRARY.questions, LIBRARY.countries
    )
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return replace(facts, **stage)


@pytest.mark.parametrize(("name", "row", "expected"), ROWS)
def test_condition_answers_as_its_table_says(name, row, expected):
    assert named_conditions()[name](facts_of(row)) is expected


@pytest.mark.parametrize("name", named_conditions())
def test_condition_has_its_edges_written_down(name):
    edges = EDGES[name]

    assert edges["yes"], "add a case to tests/conditions.toml"
    assert edges["no"], "add a case to tests/conditions.toml"
    by_answers = [row for row in edges.get("unknown", []) if not {*row} & {*FROM_THE_DAY}]
    assert bool(by_answers) is bool(questions_read(name) - NEVER_UNKNOWN), (
        "add a case to tests/conditions.toml, or take it out there"
    )


@given(random_answers(LIBRARY), st.data())
def test_taking_answers_away_never_turns_yes_into_no(answers, data):
    always = NEVER_UNKNOWN & set(answers)
    names = sorted(set(answers) - always)
    kept = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    fewer = {name: answers[name] for name in [*kept, *always]}

    for condition in named_conditions().values():
        before, after = condition(facts_of(answers)), condition(facts_of(fewer))
        assert after is before or after is None


def test_a_kind_that_may_not_be_asked_for_is_not_denied():
    """Home and host kind are asked of some relationships only; of the others nobody knows them."""
    for name in named_conditions():
        if {"home_kind", "host_kind"} & questions_read(name):
            said = sentence(name, holds=False)
            assert said.startswith("No answer says that "), (
                f"planner/data/words/conditions.toml, {name}: `no` is shown where nobody was asked"
            )
