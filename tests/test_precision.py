"""What must not be in a plan: written lists, held against many random full answers."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.facts import random_answers

LIBRARY = load_library()
LISTS = tomllib.loads((Path(__file__).parent / "absent.toml").read_text("utf-8"))
GROUPS, RELATIONSHIPS, ANSWERED = (LISTS[name] for name in ("groups", "relationships", "answered"))
KINDS = {"clauses": LIBRARY.clauses, "items": LIBRARY.items, "risks": LIBRARY.risks}
COUNTRIES = sorted({code for place in LIBRARY.places.values() for code in place.members} | {"JP"})
SIDES = [(relationship, side) for relationship in RELATIONSHIPS for side in ("at_home", "abroad")]
TODAY = next(iter(LIBRARY.sources.values())).checked


def full_answers():
    return random_answers(LIBRARY, together=True)


def ids_of(table):
    return {id for kind in KINDS for id in table.get(kind, [])}


def entries_of(answers):
    """Return the ids of everything in the plan for answers."""
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    plan = make_plan(facts, LIBRARY, TODAY)
    clauses = {c.clause.id for d in plan.documents for part in d.parts for c in part.clauses}
    items = {planned.item.id for planned in plan.checklist}
    return clauses | items | {planned.risk.id for planned in plan.risks}


@pytest.mark.parametrize(("relationship", "side"), SIDES)
@settings(max_examples=15, deadline=None)
@given(answers=full_answers(), home=st.sampled_from(COUNTRIES), host=st.sampled_from(COUNTRIES))
def test_a_plan_holds_nothing_that_its_relationship_rules_out(
    relationship, side, answers, home, host
):
    assume(side == "at_home" or home != host)
    answers |= {"relationship": relationship, "home_country": home}
    answers["host_country"] = home if side == "at_home" else host

    absent = set().union(*(ids_of(GROUPS[name]) for name in RELATIONSHIPS[relationship][side]))
    assert not absent & entries_of(answers), (
        "give these a condition in planner/data, or correct tests/absent.toml"
    )


@pytest.mark.parametrize("name", ANSWERED)
@settings(max_examples=15, deadline=None)
@given(answers=full_answers(), home=st.sampled_from(COUNTRIES), host=st.sampled_from(COUNTRIES))
def test_a_plan_holds_nothing_that_an_answer_rules_out(name, answers, home, host):
    answers |= {"home_country": home, "host_country": host, "change": "no", "earlier_loans": []}
    answers |= ANSWERED[name]["answers"]

    assert not ids_of(ANSWERED[name]) & entries_of(answers), (
        "give these a condition in planner/data, or correct tests/absent.toml"
    )


@given(answers=full_answers(), change=st.sampled_from(["extended", "terms", "ends_early"]))
def test_what_belongs_to_the_start_stays_away_from_a_secondment_that_runs_already(answers, change):
    facts, _ = read_answers(answers | {"change": change}, LIBRARY.questions, LIBRARY.countries)

    plan = make_plan(facts, LIBRARY, TODAY)

    assert {planned.item.phase for planned in plan.checklist} <= {"during", "end", "return"}, (
        "mend “unless” of the phases in planner/data/vocabulary.toml"
    )


def test_every_relationship_has_its_list_at_home_and_abroad():
    assert set(RELATIONSHIPS) == {o.id for o in LIBRARY.questions["relationship"].options}, (
        "give each relationship its list in tests/absent.toml"
    )
    for relationship, side in SIDES:
        assert RELATIONSHIPS[relationship][side], (relationship, side)


@pytest.mark.parametrize("kind", KINDS)
def test_the_lists_name_only_what_the_library_holds(kind):
    listed = {name: set(table.get(kind, [])) for name, table in {**GROUPS, **ANSWERED}.items()}

    assert any(listed.values())
    for name, ids in listed.items():
        assert ids <= set(KINDS[kind]), name


def test_every_entry_about_another_country_is_on_the_list_of_what_stays_away_at_home():
    """Entries that a border brings are found by their condition, so that none is forgotten."""
    brought = {
        id
        for entries in KINDS.values()
        for id, entry in entries.items()
        if "crosses_border" in entry.applies.when
    }

    assert brought
    assert brought <= ids_of(GROUPS["border"])
