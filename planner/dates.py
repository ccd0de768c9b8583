"""Arithmetic on days: months, working days, due dates; weekends, but no public holidays."""

import calendar
from datetime import date, timedelta

from planner.model import DueRule
from planner.truth import Truth

SATURDAY = 5


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def lasts_longer(start: date | None, end: date | None, months: int) -> Truth:
    """Say whether the days from `start` to `end`, both included, are more than `months` months."""
    if start is None or end is None:
        return None
    return end >= add_months(start, months)


def is_working_day(day: date) -> bool:
    """Say whether the day is a Monday to Friday."""
    return day.weekday() < SATURDAY


def working_day(day: date, step: int) -> date:
    """Return `day` or the nearest working day in the direction of `step` (1 or -1)."""
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def add_working_days(day: date, amount: int) -> date:
    """Return the working day `amount` working days after `day`, before it if negative."""
    step = 1 if amount > 0 else -1
    for _ in range(abs(amount)):
        day = working_day(day + timedelta(days=step), step)
    return day


def due_date(rule: DueRule, start: date | None, end: date | None) -> date | None:
    """Return the calendar day a rule names, or `None` while its anchor is not known."""
    middle = start + (end - start) / 2 if start and end else None
    anchor = {"start": start, "end": end, "middle": middle}.get(rule.anchor)
    if anchor is None:
        return None
    if rule.unit == "months":
        return add_months(anchor, rule.amount)
    if rule.unit == "working days":
        return add_working_days(anchor, rule.amount)
    return anchor + timedelta(days=rule.amount)


def act_by(rule: DueRule, due: date, today: date) -> date:
    """Return the working day by which to act: never late for the rule, never before today.

    Days counted back move to the working day before a weekend, others to the one after it.
    """
    settled = working_day(due, -1 if rule.amount < 0 else 1)
    return max(settled, working_day(today, 1))
