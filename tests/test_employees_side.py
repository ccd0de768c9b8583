"""A long stay abroad: pay that somebody has to ask about, what runs out, an early return plan."""

from datetime import date

import pytest

from planner.content.loader import load_library
from planner.plan.checklist import is_good_practice
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

LIBRARY = load_library()
MEND = "mend the gate or the rank of the task in planner/data/checklist/"
INSIDE = {
    "relationship": "same_employer",
    "home_country": "GB",
    "host_country": "GB",
    "start_date": "2027-03-01",
    "end_date": "2027-08-31",
    "pay_change": "no",
}
TO_A_CLIENT = INSIDE | {"relationship": "client", "recharge": "full", "payroll": "home"}
TO_THE_EMIRATES = INSIDE | {
    "relationship": "group",
    "home_country": "IN",
    "host_country": "AE",
    "end_date": "2030-02-28",
    "pay_change": "yes",
    "recharge": "none",
    "payroll": "host",
}


def tasks_of(answers):
    facts, problems = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    assert problems == []
    plan = make_plan(facts, LIBRARY, date(2026, 11, 30))
    return {planned.item.id: planned for planned in plan.checklist}


def shown(answers):
    return {id for id, planned in tasks_of(answers).items() if not is_good_practice(planned)}


def test_pay_that_builds_up_with_service_is_asked_about_on_a_long_stay_abroad():
    answers = TO_THE_EMIRATES

    assert "check-end-of-service-pay" in shown(answers), MEND
    assert "check-end-of-service-pay" not in tasks_of(TO_A_CLIENT)
    assert "check-end-of-service-pay" not in shown(answers | {"end_date": "2027-03-21"})


def test_the_pay_that_counts_for_leave_is_settled_only_where_pay_changes():
    assert "settle-which-pay-counts" in shown(TO_THE_EMIRATES), MEND
    assert "settle-which-pay-counts" not in tasks_of(TO_THE_EMIRATES | {"pay_change": "no"})


def test_profit_sharing_is_good_practice_in_a_longer_loan_abroad():
    assert is_good_practice(tasks_of(TO_THE_EMIRATES)["check-profit-sharing"]), MEND
    assert "check-profit-sharing" not in tasks_of(TO_THE_EMIRATES | {"end_date": "2027-04-30"})


@pytest.mark.parametrize(("end", "planned"), [("2028-02-28", False), ("2029-02-28", True)])
def test_the_return_is_planned_a_year_ahead_in_a_stay_of_two_years_abroad(end, planned):
    found = tasks_of(TO_THE_EMIRATES | {"end_date": end})

    assert ("plan-the-return-a-year-ahead" in found) == planned, MEND
    if planned:
        assert found["plan-the-return-a-year-ahead"].due == date(2028, 2, 28)


def test_what_ends_or_is_renewed_is_a_task_of_the_secondee_abroad():
    task = tasks_of(TO_THE_EMIRATES)["list-what-ends-or-is-renewed"]

    assert task.item.owner == "secondee"
    assert "list-what-ends-or-is-renewed" not in tasks_of(TO_A_CLIENT)


@pytest.mark.parametrize("answers", [INSIDE, TO_A_CLIENT])
def test_a_case_at_home_does_not_grow(answers):
    new = {
        *("check-end-of-service-pay", "settle-which-pay-counts", "check-profit-sharing"),
        *("list-what-ends-or-is-renewed", "plan-the-return-a-year-ahead"),
    }

    assert not new & {*tasks_of(answers | {"pay_change": "yes", "end_date": "2029-02-28"})}, MEND
