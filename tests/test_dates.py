"""Months, working days and due dates at their edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.rules.dates import act_by, add_months, add_working_days, due_date, lasts_longer
from planner.rules.model import DueRule

days = st.dates(date(2000, 1, 1), date(2099, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2027, 1, 15), 24, date(2029, 1, 15)),
    ],
)
def test_months_end_in_the_month_they_name(day, months, expected):
    assert add_months(day, months) == expected


def test_a_year_to_the_day_is_not_longer_than_twelve_months():
    start = date(2027, 1, 1)

    assert lasts_longer(start, date(2027, 12, 31), 12) is False
    assert lasts_longer(start, date(2028, 1, 1), 12) is True


def test_from_the_end_of_a_long_month_to_the_end_of_a_short_one_is_a_month():
    start = date(2027, 1, 31)

    assert lasts_longer(start, date(2027, 2, 28), 1) is False
    assert lasts_longer(start, date(2027, 3, 1), 1) is True


def test_a_period_without_an_end_is_unknown():
    assert lasts_longer(date(2027, 1, 1), None, 12) is None
    assert lasts_longer(None, date(2027, 1, 1), 12) is None


def test_working_days_skip_the_weekend():
    friday = date(2027, 1, 1)

    assert add_working_days(friday, 1) == date(2027, 1, 4)
    assert add_working_days(friday, -5) == date(2026, 12, 25)
    assert add_working_days(date(2027, 1, 2), 1) == date(2027, 1, 4)
    assert add_working_days(date(2027, 1, 3), -1) == date(2027, 1, 1)


def test_due_dates_wait_for_their_anchor():
    rule = DueRule(text="", anchor="end", amount=-14)

    assert due_date(rule, date(2027, 1, 1), None) is None
    assert due_date(rule, None, date(2027, 3, 15)) == date(2027, 3, 1)


def test_the_middle_needs_both_ends():
    rule = DueRule(text="halfway through", anchor="middle")

    assert due_date(rule, date(2027, 1, 1), None) is None
    assert due_date(rule, date(2027, 1, 1), date(2027, 1, 31)) == date(2027, 1, 16)


def test_months_and_working_days_count_from_the_anchor():
    start = date(2027, 3, 31)

    assert due_date(
        DueRule(text="", anchor="start", unit="months", amount=-1), start, None
    ) == date(2027, 2, 28)
    assert due_date(
        DueRule(text="", anchor="start", unit="working days", amount=-10), start, None
    ) == date(2027, 3, 17)


def test_what_counts_back_moves_before_the_weekend():
    saturday = date(2027, 1, 2)
    today = date(2026, 1, 1)

    assert act_by(DueRule(text="", anchor="start", amount=-7), saturday, today) == date(2027, 1, 1)
    assert act_by(DueRule(text="", anchor="start", amount=7), saturday, today) == date(2027, 1, 4)


def test_what_is_due_on_the_last_day_does_not_move_behind_it():
    sunday = date(2027, 10, 31)
    rule = DueRule(text="on the last day", anchor="end")

    assert act_by(rule, sunday, date(2027, 1, 1)) == date(2027, 10, 29)
    first = DueRule(text="on the first day", anchor="start")
    assert act_by(first, sunday, date(2027, 1, 1)) == date(2027, 11, 1)


def test_what_is_overdue_is_to_be_done_on_the_next_working_day():
    sunday = date(2027, 1, 3)
    rule = DueRule(text="", anchor="start", amount=-7)

    assert act_by(rule, date(2026, 12, 1), sunday) == date(2027, 1, 4)


@given(days, st.integers(-400, 400), days)
def test_act_by_is_a_working_day_and_never_before_today(due, amount, today):
    day = act_by(DueRule(text="", anchor="start", amount=amount), due, today)

    assert day.weekday() < 5
    assert day >= today


@given(days, st.integers(-60, 60))
def test_working_days_add_up(day, amount):
    later = add_working_days(day, amount)

    step = 1 if amount > 0 else -1
    passed = 0
    while day != later:
        day += timedelta(days=step)
        passed += step if day.weekday() < 5 else 0
    assert passed == amount
