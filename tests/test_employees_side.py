"""The tasks that are easily forgotten: the employee's, the host's, approvals, some sorts of pay."""

import re
from datetime import date
from pathlib import Path

import pytest

from planner.content.loader import load_library
from planner.plan.checklist import is_good_practice
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
MEND = "mend the rule or the rank of the task in planner/data/checklist/"
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
    plan = make_plan(facts, LIBRARY, TODAY)
    return {planned.item.id: planned for planned in plan.checklist}


def shown(answers):
    return {id for id, planned in tasks_of(answers).items() if not is_good_practice(planned)}


def test_pay_that_builds_up_with_service_is_asked_about_on_a_long_stay_abroad():
    answers = TO_THE_EMIRATES

    assert "check-end-of-service-pay" in shown(answers), MEND
    assert "check-end-of-service-pay" not in tasks_of(TO_A_CLIENT)
    assert "check-end-of-service-pay" in shown(answers | {"end_date": "2028-02-29"})
    assert "check-end-of-service-pay" not in shown(answers | {"end_date": "2027-12-31"})
    assert "check-end-of-service-pay" not in tasks_of(answers | {"end_date": "2027-03-21"})


@pytest.mark.parametrize("answers", [INSIDE, TO_A_CLIENT, TO_THE_EMIRATES])
def test_the_pay_that_counts_for_leave_is_settled_wherever_pay_changes(answers):
    longer = answers | {"end_date": "2029-02-28", "pay_change": "yes"}

    assert "settle-which-pay-counts" in shown(longer), MEND
    assert "settle-which-pay-counts" not in shown(longer | {"end_date": "2027-05-31"})
    assert "settle-which-pay-counts" not in tasks_of(longer | {"pay_change": "no"})


def test_a_running_stay_at_a_higher_grade_settles_the_pay_for_leave_once():
    running = INSIDE | {"start_date": "2025-01-06", "end_date": "2027-06-30", "pay_change": "yes"}
    ahead = INSIDE | {"end_date": "2029-02-28", "pay_change": "yes"}

    assert "settle-the-pay-for-leave-left" in shown(running), MEND
    assert "settle-which-pay-counts" not in tasks_of(running)
    assert "settle-the-pay-for-leave-left" not in tasks_of(ahead)


@pytest.mark.parametrize("answers", [TO_A_CLIENT, TO_THE_EMIRATES])
def test_profit_sharing_is_good_practice_in_a_longer_loan(answers):
    longer = answers | {"end_date": "2028-02-29"}

    assert is_good_practice(tasks_of(longer)["check-profit-sharing"]), MEND
    assert "check-profit-sharing" not in tasks_of(longer | {"end_date": "2027-04-30"})


@pytest.mark.parametrize("answers", [INSIDE, TO_A_CLIENT, TO_THE_EMIRATES])
@pytest.mark.parametrize(("end", "planned"), [("2028-02-28", False), ("2029-02-28", True)])
def test_the_return_is_planned_a_year_ahead_in_a_stay_of_two_years(answers, end, planned):
    found = tasks_of(answers | {"end_date": end})

    assert ("plan-the-return-a-year-ahead" in found) == planned, MEND
    if planned:
        assert found["plan-the-return-a-year-ahead"].due == date(2028, 2, 28)


@pytest.mark.parametrize(
    ("start", "end", "stage", "status"),
    [
        ("2026-12-07", "2029-12-06", "late", "due"),
        ("2026-01-05", "2028-12-31", "running", "due"),
        ("2024-06-03", "2027-05-31", "running", "tight"),
    ],
)
def test_a_late_or_running_stay_plans_the_return_as_early_as_it_still_can(
    start, end, stage, status
):
    answers = TO_THE_EMIRATES | {"start_date": start, "end_date": end}
    answers |= {"papers_signed": "yes"} if stage == "running" else {}
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    plan = make_plan(facts, LIBRARY, TODAY)
    task = {p.item.id: p for p in plan.checklist}["plan-the-return-a-year-ahead"]

    assert plan.stage.id == stage
    assert task.status == status
    assert task.act_by is not None
    assert task.act_by >= TODAY


def test_what_ends_or_is_renewed_is_a_task_of_the_secondee_abroad():
    task = tasks_of(TO_THE_EMIRATES)["list-what-ends-or-is-renewed"]

    assert task.item.owner == "secondee"
    assert "list-what-ends-or-is-renewed" not in tasks_of(TO_A_CLIENT)


COST = {
    *("have-the-cost-approved", "project-the-cost"),
    *("approve-the-unpaid-loan", "agree-the-cost-between-budgets"),
}


@pytest.mark.parametrize("recharge", ["none", "full"])
@pytest.mark.parametrize("host", ["GB", "FR"])
@pytest.mark.parametrize("relationship", [o.id for o in LIBRARY.questions["relationship"].options])
@pytest.mark.parametrize("end", ["2027-03-14", "2027-08-31", "2029-02-28"])
def test_the_cost_is_worked_out_and_approved_in_every_case(relationship, host, end, recharge):
    answers = INSIDE | {"relationship": relationship, "host_country": host, "end_date": end}
    answers |= {"payroll": "home", "recharge": recharge}

    found = tasks_of(answers)
    there = [found[id] for id in COST if id in found and not is_good_practice(found[id])]
    sure = [each for each in there if each.verdict.truth]
    assert sure, "a task of planner/data/checklist/ that has the cost approved is in every plan"
    for each in sure:
        steps = {step.id for step in each.item.steps}
        assert each.item.rank == "essential"
        assert steps & {"work-out", "cost"}, "say in a step that the cost is added up"
        assert steps & {"file", "approve"}, "say in a step that the approval is in writing"


def test_an_extension_has_its_own_cost_approved():
    extended = INSIDE | {
        "start_date": "2026-03-02",
        "end_date": "2027-08-31",
        "old_end_date": "2027-02-26",
        "change": "extended",
    }

    assert "have-the-extension-approved" in shown(extended), MEND
    assert not COST & {*shown(extended)}


OWN = {
    *("ask-your-questions", "take-advice-of-your-own", "keep-your-own-record"),
    *("ask-for-the-return-talk", "check-your-first-pay", "check-your-pay-after-the-return"),
    *("hand-over-at-home", "hand-over-at-the-host"),
}
ABROAD = {
    *("list-what-ends-or-is-renewed", "sort-out-your-home", "plan-with-those-close-to-you"),
    *("keep-a-day-calendar", "register-on-arrival", "file-the-last-returns"),
}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [(TO_A_CLIENT, OWN), (TO_THE_EMIRATES | {"relocates": "yes"}, OWN | ABROAD)],
)
def test_the_employee_has_tasks_of_their_own(answers, expected):
    found = {id for id, each in tasks_of(answers).items() if each.item.owner == "secondee"}

    assert expected <= found, MEND
    assert "ask-your-questions" in shown(answers)


def test_the_host_has_tasks_of_its_own_from_the_role_to_the_end():
    found = tasks_of(TO_A_CLIENT)

    own = {id for id, each in found.items() if each.item.owner.startswith("host_")}
    assert {
        *("describe-the-role", "agree-objectives", "plan-the-induction", "give-the-induction"),
        *("hold-check-ins", "report-concerns", "review-the-result"),
        "plan-who-takes-over-at-the-host",
    } <= own, MEND


FAQ = {
    "ask-your-questions": "ask-before-yes",
    "take-advice-of-your-own": "own-advice",
    "keep-your-own-record": "own-record",
    "list-what-ends-or-is-renewed": "what-runs-out",
    "sort-out-your-home": "home-meanwhile",
    "plan-with-those-close-to-you": "bring-family",
    "check-your-first-pay": "pay-slip",
    "check-your-pay-after-the-return": "pay-slip",
    "ask-for-the-return-talk": "return-talk",
    "have-the-cost-approved": "who-approves",
    "have-the-extension-approved": "who-approves",
    "give-the-induction": "host-tasks",
    "plan-who-takes-over-at-the-host": "end-at-the-host",
    "use-what-was-learnt": "after-the-return",
    "plan-the-return-a-year-ahead": "plan-the-return",
    "check-end-of-service-pay": "end-of-service-pay",
    "check-profit-sharing": "profit-sharing",
    "settle-which-pay-counts": "pay-during-family-leave",
    "settle-the-pay-for-leave-left": "pay-during-leave",
}


@pytest.mark.parametrize(("task", "answer"), FAQ.items())
def test_what_people_ask_about_has_a_task_and_an_answer(task, answer):
    page = Path("docs/reference/faq.md").read_text("utf-8")

    assert LIBRARY.items[task].steps
    assert re.search(rf"\{{ #{answer}[ }}]", page), (
        f"answer it in docs/reference/faq.md as #{answer}"
    )


@pytest.mark.parametrize("answers", [INSIDE, TO_A_CLIENT])
def test_a_case_at_home_has_none_of_the_tasks_of_a_stay_abroad(answers):
    abroad = {
        *("check-end-of-service-pay", "list-what-ends-or-is-renewed"),
        *("plan-with-those-close-to-you", "project-the-cost"),
    }

    assert not abroad & {*tasks_of(answers | {"pay_change": "yes", "end_date": "2029-02-28"})}, MEND
