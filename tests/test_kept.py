"""What is kept from one case to the next: it never shows, but for the work that is spared."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.plan.make import make_plan, plan_of
from planner.rules.answers import read_answers
from planner.rules.stage import case_on_day
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 22)
QUESTIONS = sorted(set(LIBRARY.questions) - {"relationship"})
FULL = random_answers(LIBRARY, together=True)
ANSWERS = {
    "relationship": "group",
    "home_country": "DE",
    "host_country": "NO",
    "start_date": "2027-02-01",
    "end_date": "2028-01-31",
    "secondee_name": "Jonas Albrecht",
    "monthly_salary": "5000",
}
PART_TIME = {"hours": "part_time", "days_with_host": "3", "payroll": "home", "recharge": "part"}
CHANGED = {"change": "extended", "old_end_date": "2027-09-30"}


def facts_of(answers):
    return read_answers(answers, LIBRARY.questions, LIBRARY.countries)[0]


def case_of(facts, before=None, today=TODAY):
    """Return a case with its stage on a day, as the bridge makes it."""
    return case_on_day(facts, LIBRARY, today, before)


def plans_after(*changes):
    """Return the plans of a case that goes on from the one before, from the first on."""
    case, plans = None, []
    for change in ({}, *changes):
        case = case_of(facts_of(ANSWERS | change), case)
        plans.append(plan_of(case, TODAY))
    return plans


@settings(max_examples=some(25), deadline=None)
@given(FULL, FULL, st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=6))
def test_a_case_that_goes_on_gives_the_plan_of_a_fresh_one(answers, others, changed):
    case = case_of(facts_of(answers))
    plan_of(case, TODAY)
    for name in changed:
        answers = {**answers, name: others[name]}
        case = case_of(facts_of(answers), case)

        fresh = make_plan(facts_of(answers), LIBRARY, TODAY)
        assert repr(plan_of(case, TODAY)) == repr(fresh)


def others_than(answer, question):
    """Return other answers to a question, with none among them."""
    if question.kind == "choice":
        return ["", *(option.id for option in question.options)]
    if question.kind == "yes_no":
        return ["", "yes", "no"]
    if question.kind == "country":
        return ["", "GB", "FR"]
    if question.kind == "date":
        return ["", str(date.fromisoformat(answer or "2027-05-01") + timedelta(days=40))]
    if question.kind == "number":
        return ["", str(int(question.minimum) + 1)]
    return ["", "Ash & Oak"]


BASES = {
    "first": ANSWERS,
    "part time and changed": ANSWERS | PART_TIME | CHANGED,
    "part time": ANSWERS | PART_TIME,
    "changed": ANSWERS | CHANGED,
}
IN_FULL = dict.fromkeys(("part time", "changed"), pytest.mark.full)


@cache
def planned_before(base):
    """Return the case of a base after its plan was made from it."""
    case = case_of(facts_of(BASES[base]))
    plan_of(case, TODAY)
    return case


@pytest.mark.parametrize(
    "base", [pytest.param(name, marks=IN_FULL.get(name, ())) for name in BASES]
)
@pytest.mark.parametrize("question", LIBRARY.questions.values(), ids=lambda q: q.id)
def test_an_answer_that_changes_changes_all_that_rests_on_it(question, base):
    given, same = BASES[base], facts_of(BASES[base])
    for other in others_than(given.get(question.id), question):
        facts = facts_of(given | {question.id: other})
        if facts and facts != same:
            after = plan_of(case_of(facts, planned_before(base)), TODAY)
            assert after == make_plan(facts, LIBRARY, TODAY)


def test_another_day_gives_other_days():
    case = case_of(facts_of(ANSWERS))
    plan_of(case, TODAY)
    later = case_of(facts_of(ANSWERS), case, date(2027, 8, 2))

    assert plan_of(later, date(2027, 8, 2)) == make_plan(
        facts_of(ANSWERS), LIBRARY, date(2027, 8, 2)
    )


def test_a_letter_typed_in_a_name_or_a_figure_judges_nothing_anew():
    first, name, figure = plans_after({"secondee_name": "Jonas"}, {"monthly_salary": "5001"})

    assert name.left_out is first.left_out
    assert figure.left_out is first.left_out


def test_a_letter_typed_in_a_name_touches_only_the_clauses_that_say_it():
    first, second = plans_after({"secondee_name": "Jonas"})
    clauses = [
        [c for d in plan.documents for part in d.parts for c in part.clauses]
        for plan in (first, second)
    ]
    changed = [after for before, after in zip(*clauses, strict=True) if after is not before]

    assert changed
    assert all("Jonas" in str(clause.paragraphs) for clause in changed)


def test_a_date_that_changes_is_judged_anew():
    first, second = plans_after({"end_date": "2028-06-30"})

    assert first.left_out is not second.left_out
