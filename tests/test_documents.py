"""The drafts: which documents a case gets, their schedules and voices, and who best signs what."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from planner.answers import read_answers
from planner.clause_text import plain
from planner.library import load_library
from planner.plan import make_plan

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
LONGEST_INTERNAL_LETTER = 1300  # words; about three printed pages
RUNNING = {"relationship": "client", "start_date": "2027-01-11", "end_date": "2027-10-08"}


def problems_of(answers):
    _, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    return [(problem.question, problem.message) for problem in problems]


def plan_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    return make_plan(facts, LIBRARY, TODAY)


def example(name, **changes):
    answers = tomllib.loads((ROOT / f"examples/{name}.toml").read_text("utf-8"))
    return plan_of({**answers, **changes})


def words_of(document):
    clauses = [clause for part in document.parts for clause in part.clauses]
    texts = [c.clause.title for c in clauses]
    texts += [plain(paragraph.runs) for c in clauses for paragraph in c.paragraphs]
    return " ".join(texts)


def clause_text(plan, name):
    clauses = [c for d in plan.documents for part in d.parts for c in part.clauses]
    return " ".join(plain(p.runs) for c in clauses if c.clause.id == name for p in c.paragraphs)


@pytest.mark.parametrize(
    ("answers", "letter"),
    [
        ({"change": "extended", "old_end_date": "2027-06-30"}, "extension-letter"),
        ({"change": "terms"}, "variation-letter"),
        ({"change": "ends_early", "old_end_date": "2027-12-31"}, "early-end-letter"),
    ],
)
def test_a_change_of_a_running_secondment_needs_one_letter_and_nothing_else(answers, letter):
    plan = plan_of({**RUNNING, **answers})

    assert [document.outline.id for document in plan.documents] == [letter]
    assert plan.recommendation is None


def test_an_answer_not_given_means_that_nothing_changes():
    plan = plan_of(RUNNING)

    drafted = [document.outline.id for document in plan.documents]
    assert drafted == ["agreement-of-two", "assignment-letter"]
    assert "change" not in {gap.question for gap in plan.gaps}


def test_the_extension_letter_names_both_days_and_what_comes_after():
    plan = plan_of(
        {**RUNNING, "change": "extended", "old_end_date": "2027-06-30", "home_post": "same"}
    )

    said = clause_text(plan, "new-end")
    assert "was to end on 30 June 2027" in said
    assert "now ends on 8 October 2027" in said
    assert "the same post" in clause_text(plan, "return-confirmed")


@pytest.mark.parametrize(
    ("change", "old", "said"),
    [
        ("extended", "2027-10-08", "must be before the new one"),
        ("extended", "2027-12-31", "must be before the new one"),
        ("ends_early", "2027-10-08", "must be after the new one"),
        ("ends_early", "2027-06-30", "must be after the new one"),
    ],
)
def test_an_old_last_day_on_the_wrong_side_is_a_problem(change, old, said):
    ((question, message),) = problems_of({**RUNNING, "change": change, "old_end_date": old})

    assert question == "old_end_date"
    assert said in message


@pytest.mark.parametrize(
    ("change", "old"),
    [("extended", "2027-10-07"), ("ends_early", "2027-10-09"), ("terms", "2027-10-08")],
)
def test_an_old_last_day_on_the_right_side_is_none(change, old):
    assert problems_of({**RUNNING, "change": change, "old_end_date": old}) == []


def test_schedules_stand_last_and_are_numbered_on_their_own():
    agreement = example("germany-to-norway").documents[0]

    schedules = [part for part in agreement.outline.parts if part.schedules]
    placed = [c for part in agreement.parts[-1:] for c in part.clauses]
    assert agreement.outline.parts[-1:] == tuple(schedules)
    assert [(c.number, c.clause.slot) for c in placed] == [
        ("Schedule 1", "particulars"),
        ("Schedule 2", "duties"),
        ("Schedule 3", "objectives"),
        ("Schedule 4", "costs"),
        ("Schedule 5", "contacts"),
        ("Schedule 6", "home-country-notes"),
        ("Schedule 7", "host-country-notes"),
    ]
    assert "stand in Schedule 2 (Duties)" in words_of(agreement)
    assert placed[0].paragraphs[0].label == "1"


def test_notes_on_countries_are_left_out_where_nobody_crosses_a_border():
    agreement = example("client-secondment").documents[0]

    slots = [c.clause.slot for c in agreement.parts[-1].clauses]
    assert slots == ["particulars", "duties", "objectives", "costs", "contacts"]


def test_the_letter_within_one_employer_is_short():
    (letter,) = example("internal-move").documents

    assert len(words_of(letter).split()) <= LONGEST_INTERNAL_LETTER


def test_a_clause_without_words_of_its_own_for_one_employer_uses_the_letter():
    term, tax = LIBRARY.clauses["term"], LIBRARY.clauses["tax"]

    assert term.voiced("inside") == term.inside != term.letter
    assert tax.voiced("inside") == tax.letter != ()


@pytest.mark.parametrize(
    ("answers", "advice"),
    [
        ({"relationship": "same_employer"}, "one-letter-within-an-employer"),
        ({"relationship": "group", "home_country": "BE"}, "all-three-sign-with-belgium"),
        ({"relationship": "group", "host_country": "PT"}, "all-three-sign-with-portugal"),
        ({"relationship": "group", "payroll": "host"}, "all-three-sign-when-the-host-pays"),
        ({"relationship": "client", "creates_ip": "yes"}, "agreement-letter-and-undertaking"),
        ({"relationship": "client", "creates_ip": "no"}, "agreement-and-letter"),
    ],
)
def test_the_recommendation_fits_the_case(answers, advice):
    found = plan_of(answers).recommendation

    assert (found.structure.id, found.text) == (advice, LIBRARY.structures[advice].advice)


def test_a_chosen_structure_is_kept_and_gets_what_to_mind():
    plan = plan_of({"relationship": "group", "host_country": "PT", "structure": "two_party"})

    assert [d.outline.id for d in plan.documents] == ["agreement-of-two", "assignment-letter"]
    assert plan.recommendation.text == LIBRARY.structures["all-three-sign-with-portugal"].mind


@pytest.mark.parametrize("relationship", [o.id for o in LIBRARY.questions["relationship"].options])
def test_every_new_secondment_gets_a_recommendation(relationship):
    assert plan_of({"relationship": relationship}).recommendation


def test_countries_that_take_an_article_have_it_in_a_sentence():
    plan = example("germany-to-norway", home_country="NL", host_country="GB")

    assert "social security of the Netherlands" in clause_text(plan, "social-security")
    assert "in the United Kingdom" in clause_text(plan, "place-abroad")
