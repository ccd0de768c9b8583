"""A split of the week in hours: asked where it decides, checked, and used by drafts and costs."""

from decimal import Decimal
from functools import cache

import pytest

from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import is_asked, read_answers
from tests.test_rows import TODAY

LIBRARY = load_library()
SPLIT = {
    "relationship": "client",
    "home_country": "IE",
    "host_country": "IE",
    "start_date": "2027-02-01",
    "end_date": "2027-02-28",
    "hours": "part_hours",
    "hours_with_host": "14",
    "full_week_hours": "35",
    "currency": "EUR",
    "monthly_salary": "5000",
    "on_cost_rate": "20",
}
QUESTIONS = {"days_with_host", "full_week_days", "hours_with_host", "full_week_hours"}


@cache
def plan_of(**answers):
    facts, problems = read_answers(SPLIT | answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, TODAY)


def words(plan, slot):
    clauses = [c for d in plan.documents for part in d.parts for c in part.clauses]
    found = [c for c in clauses if c.clause.slot == slot]
    return [" ".join(run.text for p in c.paragraphs for run in p.runs) for c in found]


def test_the_costs_take_the_share_of_the_hours():
    costs = plan_of().costs

    assert {line.id: line.total for line in costs.lines}["salary"] == Decimal("2000.00")
    assert any("14 of 35 hours a week" in said for said in costs.assumptions)


@pytest.mark.parametrize("missing", ["hours_with_host", "full_week_hours"])
def test_without_one_of_the_two_the_salary_waits_for_it(missing):
    costs = plan_of(**{missing: ""}).costs
    salary = next(line for line in costs.lines if line.id == "salary")

    assert salary.total is None
    assert salary.missing == (missing,)


def test_every_draft_says_the_hours_and_splits_the_week():
    plan = plan_of()

    said = words(plan, "hours")
    assert said
    assert all("14 hours a week" in each for each in said)
    assert any("14 hours a week" in each for each in words(plan, "particulars"))


@pytest.mark.parametrize(
    ("hours", "own"), [("part_hours", "hours_with_host"), ("part_time", "days_with_host")]
)
def test_what_is_missing_is_the_gap_of_its_own_question(hours, own):
    plan = plan_of(hours=hours, hours_with_host="")
    clauses = [c for d in plan.documents for part in d.parts for c in part.clauses]
    split = [c for c in clauses if c.clause.id == "hours-part-time"]

    assert split
    assert all(c.gaps == (own,) for c in split)


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [
        ("full_time", set()),
        ("part_time", {"days_with_host", "full_week_days"}),
        ("part_hours", {"hours_with_host", "full_week_hours"}),
    ],
)
def test_days_or_hours_are_asked_for_and_never_both(hours, wanted):
    facts, _ = read_answers(SPLIT | {"hours": hours}, LIBRARY.questions, LIBRARY.countries)
    values = {name: getattr(facts, name) for name in LIBRARY.questions}

    assert {name for name in QUESTIONS if is_asked(LIBRARY.questions[name], values)} == wanted


def test_working_days_across_a_border_count_the_share_of_the_hours():
    whole = plan_of(host_country="FR", hours="full_time").days.counts[0].working
    part = plan_of(host_country="FR").days.counts[0].working

    assert part == 8
    assert whole == 20
