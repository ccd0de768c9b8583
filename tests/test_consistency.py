"""No draft says two things about one fact, and figures agree wherever the plan gives them.

Figures and days are taken by the blank they came from, never read out of words.
"""

import itertools
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.content.clause_text import named, plain
from planner.content.loader import load_library
from planner.plan.costs import week_share
from planner.plan.make import make_plan
from planner.plan.passages import fitting
from planner.rules.answers import is_asked, read_answers
from planner.rules.dates import add_months, in_months, lasts_longer, months_between
from planner.rules.judgement import Case, named_conditions
from planner.rules.model import Secondment
from planner.rules.phrases import phrase
from planner.rules.stage import case_on_day
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
FULL = random_answers(LIBRARY, together=True)
# Answers as somebody may type them, without the order that `random_answers` puts into dates.
LOOSE = st.fixed_dictionaries(
    {
        "relationship": st.sampled_from(["client", "group", "same_employer"]),
        "hours": st.sampled_from(["part_time", "part_hours", "full_time", "unsure"]),
        "change": st.sampled_from(
            ["no", "extended", "extended_on_new_terms", "terms", "ends_early"]
        ),
    },
    optional={
        "days_with_host": st.sampled_from(["0.5", "1", "3", "5", "6"]),
        "hours_with_host": st.sampled_from(["1", "12.5", "40", "60"]),
        "full_week_hours": st.sampled_from(["1", "35", "40", "80"]),
        "full_week_days": st.sampled_from(["0.5", "3", "4.5", "5", "7"]),
        "start_date": st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        "end_date": st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        "old_end_date": st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    },
)
# The longest a stay may be, in months, for a clause that sets a period in its own words.
CAPS = {"extension-possible": 36}


def read(answers):
    return read_answers(answers, LIBRARY.questions, LIBRARY.countries)[0]


def drafted(plan):
    """Yield each drafted clause with those passages of the library that it was made from."""
    case = case_on_day(plan.facts, LIBRARY, TODAY)
    for document in plan.documents:
        for part in document.parts:
            for planned in part.clauses:
                yield document, planned, fitting(planned.clause, document.outline.voice, case)


@settings(max_examples=some(300), deadline=None)
@given(LOOSE)
def test_what_is_used_of_loose_answers_never_contradicts_itself(answers):
    facts = read(answers)

    start, end, old = facts.start_date, facts.end_date, facts.old_end_date
    assert not (start and end) or start <= end
    assert not (start and old) or start <= old
    if old and end:
        assert not facts.change.startswith("extended") or old < end
        assert facts.change != "ends_early" or old > end
    if facts.days_with_host and facts.full_week_days:
        assert facts.days_with_host <= facts.full_week_days
    if facts.hours_with_host and facts.full_week_hours:
        assert facts.hours_with_host <= facts.full_week_hours
    share = week_share(facts)
    assert share is None or 0 < share <= 1


@settings(max_examples=some(40), deadline=None)
@given(random_answers(LIBRARY))
def test_a_blank_says_the_same_in_every_draft(answers):
    facts = read(answers)

    for document, planned, tree in drafted(make_plan(facts, LIBRARY, TODAY)):
        text = "".join(plain(paragraph.runs) for paragraph in planned.paragraphs)
        for name in (name for paragraph in tree for name in named(paragraph.runs, "placeholder")):
            said = phrase(name, facts, LIBRARY)
            place = f"{document.outline.id}, {planned.clause.id}: {name}"
            assert not said or "\n" in said or said in text, place


@settings(max_examples=some(40), deadline=None)
@given(FULL)
def test_costs_days_and_clauses_give_the_same_length_share_and_week(answers):
    answers = {**answers, "earlier_loans": []}  # which add to the length that a limit counts
    facts = read({**answers, "monthly_salary": "3100", "currency": "EUR", "allowances": "no"})
    plan = make_plan(facts, LIBRARY, TODAY)
    length = in_months(facts.start_date, facts.end_date)

    assert any(f"is {length}" in said for said in plan.costs.assumptions)
    for check in plan.days.limits if plan.days else ():
        if check.limit.unit == "months":
            assert check.stay == length
    salary = next(line for line in plan.costs.lines if line.id == "salary")
    exact = 3100 * months_between(facts.start_date, facts.end_date) * week_share(facts)
    assert abs(Fraction(salary.total) - exact) <= Fraction(1, 200)
    if facts.recharge == "part":
        percent = facts.recharge_share / Decimal(100)
        assert abs(salary.host - salary.total * percent) <= Decimal("0.005")
    if facts.recharge == "margin":
        fee = next(line for line in plan.costs.lines if line.id == "fee")
        charged = sum(x.host for x in plan.costs.lines if x.id not in ("fee", "training"))
        assert abs(fee.host - charged * facts.management_fee / 100) <= Decimal("0.005")


@settings(max_examples=some(25), deadline=None)
@given(random_answers(LIBRARY))
def test_no_clause_sets_a_period_that_the_stay_has_used_up(answers):
    facts = read({**answers, "extension": "yes", "change": "no"})
    if facts.start_date is None or facts.end_date is None:
        return
    for _, planned, _ in drafted(make_plan(facts, LIBRARY, TODAY)):
        cap = CAPS.get(planned.clause.id)
        assert not cap or facts.end_date < add_months(facts.start_date, cap), planned.clause.id


@pytest.mark.parametrize(("end", "clause"), [("2030-01-09", True), ("2030-01-10", False)])
def test_a_stay_of_three_years_has_another_limit_to_extensions(end, clause):
    facts = read(
        {
            "relationship": "client",
            "extension": "yes",
            "start_date": "2027-01-11",
            "end_date": end,
        }
    )
    used = {planned.clause.id for _, planned, _ in drafted(make_plan(facts, LIBRARY, TODAY))}

    assert ("extension-possible" in used) is clause
    assert ("extension-of-a-long-stay" in used) is not clause
    assert lasts_longer(facts.start_date, facts.end_date, 36) is False


# A draft with open questions is the draft of some set of answers.


def completions(names, facts):
    """Yield the facts with every open choice among some questions answered in each way."""
    options = []
    for name in names:
        question = LIBRARY.questions[name]
        if getattr(facts, name) is not None or question.kind not in ("choice", "yes_no"):
            continue
        ways = [o.id for o in question.options] if question.kind == "choice" else [True, False]
        options.append([(name, way) for way in ways])
    yield from (replace(facts, **dict(chosen)) for chosen in itertools.product(*options))


def holds(rules, facts):
    """Say whether each condition of some rules may hold together in a case."""
    named_ones = named_conditions()
    return all(
        [named_ones[name](facts) is not False for rule in rules for name in rule.when]
        + [named_ones[name](facts) is not True for rule in rules for name in rule.unless]
    )


def test_any_two_clauses_of_a_draft_with_open_questions_can_stand_together():
    empty = {"relationship": "client"}
    starts = [empty, {"relationship": "same_employer"}]
    starts += [empty | {"hours": "part_time"}, empty | {"recharge": "none"}]
    starts += [empty | {"payroll": "host"}, empty | {"recharge": "margin"}]
    starts += [empty | {"home_country": "DE", "host_country": "NO"}, empty | {"change": "extended"}]
    for answers in starts:
        facts = read(answers)
        plan = make_plan(facts, LIBRARY, TODAY)
        for document in plan.documents:
            open_ones = [
                c
                for part in document.parts
                for c in part.clauses
                if c.verdict.truth is None and c.clause.default
            ]
            for one, other in itertools.combinations(open_ones, 2):
                names = dict.fromkeys((*one.verdict.waits_for, *other.verdict.waits_for))
                rules = one.clause.applies, other.clause.applies
                assert any(holds(rules, case) for case in completions(names, facts)), (
                    f"{answers}, {document.outline.id}: {one.clause.id} and {other.clause.id} "
                    "never apply together; choose other defaults in planner/data/clauses"
                )


def test_the_questions_of_the_loose_answers_can_be_asked():
    settled = {field.name: None for field in fields(Secondment)}
    assert is_asked(LIBRARY.questions["days_with_host"], {**settled, "hours": "part_time"})
    assert Case(read({"relationship": "client"}), LIBRARY).open_question("days_with_host")
