"""How long a plan may be: a simple case is short, and none is longer than people can work through.

What is shown counts, and what comes again counts once. Good practice is folded behind one control,
so it does not count: a bound on it would keep out what a case needs, as one on all tasks did. The
most that any answers give is looked for by changing one answer at a time for as long as that makes
the checklist longer.
"""

import tomllib
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.export.json_plan import paragraph_text
from planner.plan.checklist import is_good_practice, make_checklist
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.judgement import Case
from tests.facts import is_whole, random_answers, sample, some

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
START = date(2027, 1, 11)
LENGTHS = (20, 60, 150, 250, 500, 800)
SIMPLE_ITEMS, SIMPLE_WORDS = 24, 1300
MOST = {"inside one employer": 42, "outside at home": 64, "across a border": 86}
SINGLE_PLACES = [place.members[0] for place in LIBRARY.places.values() if len(place.members) == 1]
COUNTRIES = [*SINGLE_PLACES, "JP"]
OUTSIDE = [o.id for o in LIBRARY.questions["relationship"].options if o.id != "same_employer"]
FILES = sorted([*ROOT.glob("examples/*.toml"), *ROOT.glob("tests/cases/answers/*.toml")])
SIMPLE = {
    "relationship": "same_employer",
    "home_country": "GB",
    "host_country": "GB",
    "start_date": date(2027, 3, 1),
    "end_date": date(2027, 8, 31),
    "hours": "full_time",
    "direction": "host",
    "home_post": "same",
    "work_permission": "yes",
    "personal_data": "none",
    "change": "no",
}


def facts_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return facts


def count(answers):
    checklist = make_checklist(Case(facts_of(answers), LIBRARY), TODAY)
    return sum(not is_good_practice(planned) for planned in checklist)


def kind_of(answers):
    if answers.get("home_country") != answers.get("host_country"):
        return "across a border"
    inside = answers["relationship"] == "same_employer"
    return "inside one employer" if inside else "outside at home"


def simple(**more):
    """Return the answers for a simple move within one employer: everything else answered no."""
    no = {q.id: "no" for q in LIBRARY.questions.values() if q.kind == "yes_no"}
    return {**no, **SIMPLE, **more}


@pytest.mark.parametrize("purpose", [o.id for o in LIBRARY.questions["purpose"].options])
@pytest.mark.parametrize("length", [30, 90, 180])
def test_a_simple_move_within_one_employer_is_short(purpose, length):
    end = SIMPLE["start_date"] + timedelta(days=length)

    assert count(simple(purpose=purpose, end_date=end)) <= SIMPLE_ITEMS, (
        "give tasks a condition in planner/data/checklist: a simple move needs few"
    )


@pytest.mark.parametrize("purpose", [o.id for o in LIBRARY.questions["purpose"].options])
def test_the_letter_of_a_simple_move_within_one_employer_is_at_most_three_pages(purpose):
    plan = make_plan(facts_of(simple(purpose=purpose)), LIBRARY, TODAY)

    (letter,) = plan.documents
    texts = [paragraph_text(p) for part in letter.parts for c in part.clauses for p in c.paragraphs]
    titles = [clause.clause.title for part in letter.parts for clause in part.clauses]
    assert len(" ".join([*titles, *texts]).split()) <= SIMPLE_WORDS, (
        "shorten “inside” of its clauses in planner/data/clauses"
    )


def test_the_internal_example_stays_short_with_cover_pay_and_representatives():
    answers = tomllib.loads((ROOT / "examples/internal-move.toml").read_text("utf-8"))

    assert count(answers) <= SIMPLE_ITEMS, (
        "give tasks a condition in planner/data/checklist: a simple move needs few"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_example_and_case_keeps_its_budget(path):
    answers = tomllib.loads(path.read_text("utf-8"))

    assert count(answers) <= MOST[kind_of(answers)]


def choices(kind):
    """Return what each answer can be in the search, days of length and countries included."""
    found = {}
    for question in LIBRARY.questions.values():
        if question.kind == "choice" and question.id != "currency":
            found[question.id] = [option.id for option in question.options]
        elif question.kind == "yes_no":
            found[question.id] = ["yes", "no"]
    found["relationship"] = {
        "inside one employer": ["same_employer"],
        "outside at home": OUTSIDE,
        "across a border": ["same_employer", *OUTSIDE],
    }[kind]
    return {**found, "length": list(LENGTHS), "home_country": COUNTRIES, "host_country": COUNTRIES}


def in_full(picked, kind):
    """Return picked answers with both dates, and with countries as the kind wants them."""
    answers = {name: value for name, value in picked.items() if name != "length"}
    answers["start_date"], answers["end_date"] = START, START + timedelta(days=picked["length"])
    if kind != "across a border":
        answers["host_country"] = answers["home_country"]
    if answers["change"] in ("extended", "ends_early"):
        step = -1 if answers["change"] == "extended" else 1
        answers["old_end_date"] = answers["end_date"] + timedelta(days=step)
    return answers


def longest(kind, seed):
    """Return answers of which no single change makes the checklist longer, and its length."""
    random, options = Random(seed), choices(kind)
    picked = {name: random.choice(values) for name, values in options.items()}
    if kind == "across a border":
        picked["home_country"], picked["host_country"] = random.sample(COUNTRIES, 2)
    best, before = count(in_full(picked, kind)), -1
    while best > before:
        before = best
        for name in random.sample(list(options), len(options)):
            for value in options[name]:
                other = {**picked, name: value}
                length = count(in_full(other, kind))
                if length > best and kind_of(in_full(other, kind)) == kind:
                    picked, best = other, length
        if not is_whole():
            break  # one round is enough for a sample
    return best, picked


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.full) for n in (2, 3))])
@pytest.mark.parametrize("kind", MOST)
def test_no_answers_give_more_tasks_than_the_budget_in_any_country(kind, seed):
    best, picked = longest(kind, seed)

    assert best <= MOST[kind], picked
    pairs = permutations(COUNTRIES, 2) if kind == "across a border" else [(c, c) for c in COUNTRIES]

    for home, host in sample(pairs):
        moved = {**picked, "home_country": home, "host_country": host}
        assert count(in_full(moved, kind)) <= MOST[kind], (home, host)


@settings(max_examples=some(150), deadline=None)
@given(random_answers(LIBRARY, together=True), st.sampled_from(COUNTRIES), st.booleans())
def test_random_cases_keep_their_budget(answers, country, at_home):
    answers["home_country"] = country
    if at_home:
        answers["host_country"] = country

    assert count(answers) <= MOST[kind_of(answers)]
