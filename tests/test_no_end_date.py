"""No end date is an answer: what it passes, what it costs and what is still asked for."""

from functools import cache

import pytest

from planner.content.loader import load_library
from planner.export.calendar_file import _first_and_last_day
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from tests.test_rows import TODAY

LIBRARY = load_library()
ENDLESS = {
    "relationship": "unrelated",
    "home_kind": "company",
    "home_country": "DE",
    "host_country": "DE",
    "start_date": "2027-03-01",
    "open_ended": "yes",
    "direction": "host",
    "hours": "full_time",
    "earlier_loans": [],
    "supplies_staff": "no",
    "payroll": "home",
    "recharge": "full",
    "currency": "EUR",
    "monthly_salary": "5000",
    "on_cost_rate": "20",
}


@cache
def plan_of(**answers):
    facts, problems = read_answers(ENDLESS | answers, LIBRARY.questions, LIBRARY.countries)
    assert not problems
    return make_plan(facts, LIBRARY, TODAY)


def risks(plan, truth=True):
    return {each.risk.id for each in plan.risks if each.verdict.truth is truth}


def test_the_stop_applies_and_each_limit_counts_as_passed():
    plan = plan_of()

    assert {"no-end-date", "de-longest-loan"} <= risks(plan)
    reasons = {each.risk.id: each.verdict.because for each in plan.risks}
    said = " ".join(reason.sentence for reason in reasons["de-longest-loan"])
    assert "There is no end date" in said


def test_without_the_answer_the_limit_waits_for_the_end_date():
    plan = plan_of(open_ended="")

    assert "de-longest-loan" in risks(plan, None)


def test_nothing_waits_any_more_for_an_end_that_there_is_not():
    plan = plan_of()
    entries = (*plan.checklist, *plan.risks)
    clauses = (each for d in plan.documents for part in d.parts for each in part.clauses)

    assert not [each for each in (*entries, *clauses) if "end_date" in each.verdict.waits_for]


def test_the_stage_goes_by_the_start_alone():
    assert plan_of().stage.id == "planned"
    running = plan_of(start_date="2026-03-02", papers_signed="yes")
    assert running.stage.id == "running"
    assert "no-end-date" in risks(running)


def test_the_costs_are_those_of_the_first_twelve_months_and_say_so():
    costs = plan_of().costs

    amounts = {line.id: line.total for line in costs.lines}
    assert amounts["salary"] == 60000
    assert amounts["on_costs"] == 12000
    assert "end_date" not in costs.missing
    assert any("no end date" in said for said in costs.assumptions)


def test_across_a_border_the_days_are_those_of_a_year_and_the_limits_are_passed():
    days = plan_of(host_country="NO").days

    assert [count.days for count in days.counts] == [366]
    assert days.limits
    assert all(each.over is (True if each.figure else None) for each in days.limits)
    assert {each.stay for each in days.limits} == {"no end date"}


def test_without_a_start_the_days_wait_for_the_start_alone():
    mend = "mend day_counts in planner/plan/days.py"

    assert plan_of(host_country="NO", start_date="").days.missing == ("start_date",), mend
    open_too = plan_of(host_country="NO", start_date="", open_ended="").days
    assert open_too.missing == ("start_date", "end_date")


def test_a_tax_year_is_spoken_of_only_where_years_are_counted():
    mend = "mend _without_an_end in planner/plan/days.py"
    endless, ending = (
        plan_of(host_country="NO").days,
        plan_of(host_country="NO", end_date="2028-02-29").days,
    )

    assert not any("tax year" in said for said in endless.assumptions), mend
    assert any("has no tax year for Norway" in said for said in ending.assumptions)


def test_a_draft_shows_the_end_as_a_gap_and_the_calendar_has_no_last_day():
    plan = plan_of()

    assert "end_date" in {gap.question for gap in plan.gaps}
    assert "last-day" not in {name for name, *_ in _first_and_last_day(plan, ())}


@pytest.mark.parametrize("open_ended", ["yes", "no"])
def test_a_date_that_is_given_decides_and_the_answer_is_not_used(open_ended):
    plan = plan_of(end_date="2027-08-31", open_ended=open_ended)

    assert "no-end-date" not in risks(plan) | risks(plan, None)
    assert "de-longest-loan" not in risks(plan)
