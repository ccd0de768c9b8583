"""Arithmetic on days: months, working days, due dates, and how long a time is in words.

Weekends are known, public holidays are not.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import count
from math import ceil
from types import MappingProxyType

from planner.rules.model import DueRule, Secondment, Stretch
from planner.rules.truth import Truth
from planner.rules.words import counted

SATURDAY = 5
WORKING_WEEK = 5  # days
FIRST_MONTHS = 12  # what is counted where there is no end date


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
    anniversary = add_months(start, months)
    # From the 31st to the end of a shorter month is a whole month, its last day included.
    return end >= anniversary if anniversary.day == start.day else end > anniversary


def stays_longer(facts: Secondment, months: int, more: timedelta = timedelta()) -> Truth:
    """Say whether the stay and some days more pass the months; one without an end passes all."""
    if facts.end_date is None:
        return facts.open_ended or None
    return lasts_longer(facts.start_date, facts.end_date + more, months)


def counted_period(facts: Secondment) -> tuple[date, date] | None:
    """Return the first and last day of what costs and days are counted for, if they are known.

    Of a stay without an end it is the first year.
    """
    start, end = facts.start_date, facts.end_date
    if start and end is None and facts.open_ended:
        end = add_months(start, FIRST_MONTHS) - timedelta(days=1)
    return (start, end) if start and end else None


def months_and_days(start: date, end: date) -> tuple[int, int]:
    """Return the whole months from start to end, both included, and the days after them.

    A month lasts from a day to the day before the same day of the next month; from a day that the
    next month does not have, to the last day of it. The months of `lasts_longer` are the same.
    """
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while last_day_of(start, months) > end:
        months -= 1
    return months, (end - last_day_of(start, months)).days


def days_of_month(start: date, number: int) -> int:
    """Return how many days the month with a number has, counted from `start`, whose own is 0."""
    return (last_day_of(start, number + 1) - last_day_of(start, number)).days


def months_between(start: date, end: date) -> Fraction:
    """Return the months of `months_and_days`; a part month is its days over those it would have."""
    months, days = months_and_days(start, end)
    return months + Fraction(days, days_of_month(start, months))


def stretches(start: date, end: date, month: int, day: int) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of the period in each year that begins on a day of a month."""
    for year in range(start.year - 1, end.year + 1):
        first, after = date(year, month, day), date(year + 1, month, day)
        if first <= end and after > start:
            yield max(first, start), min(after - timedelta(days=1), end)


def last_day_of(start: date, months: int) -> date:
    """Return the last day of so many months that begin on `start`."""
    anniversary = add_months(start, months)
    return anniversary - timedelta(days=1) if anniversary.day == start.day else anniversary


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


def working_days_between(first: date, after: date) -> list[date]:
    """Return each working day from `first` on that comes before `after`."""
    days = (first + timedelta(days=number) for number in range((after - first).days))
    return [day for day in days if is_working_day(day)]


def anchors(facts: Secondment, today: date) -> dict[str, date | None]:
    """Return the days from which due days are counted.

    `notice` is the last day on which notice of the agreed length still ends with the secondment.
    """
    end, weeks = facts.end_date, facts.notice_weeks
    return {
        "old_end": facts.old_end_date,
        "notice": end - timedelta(days=ceil(weeks * 7)) if end and weeks is not None else None,
        "today": today,
    }


def due_date(
    rule: DueRule,
    start: date | None,
    end: date | None,
    others: Mapping[str, date | None] = MappingProxyType({}),
) -> date | None:
    """Return the calendar day a rule names, or `None` while its anchor is not known.

    `others` has the days of `anchors`.
    """
    middle = start + (end - start) / 2 if start and end else None
    anchor = {"start": start, "end": end, "middle": middle, **others}.get(rule.anchor)
    if anchor is None:
        return None
    if rule.unit == "months":
        return add_months(anchor, rule.amount)
    if rule.unit == "working days":
        return add_working_days(anchor, rule.amount)
    return anchor + timedelta(days=rule.amount)


def repeated_days(
    stretches: Iterable[Stretch], start: date | None, end: date | None
) -> tuple[date, ...]:
    """Return each day of a task that comes again, in order; none while a date is not known.

    What counts from the start stops at the end; each stretch begins where the one before it stops,
    with the day itself where its month would otherwise have none.
    """
    if start is None or end is None:
        return ()
    days: list[date] = []
    passed = date.min
    for stretch in stretches:
        until = due_date(stretch.until, start, end) or end
        if stretch.step.anchor == "start":
            until = min(until, end)
        here = [day for day in _steps(stretch.step, until, start, end) if day >= passed]
        if here and here[0] == passed and days[-1].month == passed.month:
            del here[0]
        days += here
        passed = until
    return tuple(days)


def _steps(step: DueRule, until: date, start: date, end: date) -> Iterator[date]:
    for times in count(1):
        rule = DueRule(text="", anchor=step.anchor, unit=step.unit, amount=step.amount * times)
        day = due_date(rule, start, end)
        if day is None or day > until:
            return
        yield day


def moved_to_working_day(rule: DueRule, due: date) -> date:
    """Return the working day for a day: after a weekend if counted on, else before it.

    The last day itself must not pass either; the first day waits for the Monday.
    """
    back = rule.amount < 0 or (rule.amount == 0 and rule.anchor == "end")
    return working_day(due, -1 if back else 1)


def moved_within_month(due: date, end: date) -> date:
    """Return the working day for one day of a recurring task: after a weekend, as a rule.

    It is before where the month or the secondment ends at the weekend, so that each month keeps its
    day.
    """
    after = working_day(due, 1)
    stays = after.month == due.month and not due <= end < after
    return after if stays else working_day(due, -1)


def act_by(rule: DueRule, due: date, today: date) -> date:
    """Return the working day by which to act: never late for the rule, never before today."""
    return max(moved_to_working_day(rule, due), working_day(today, 1))


def in_months(start: date, end: date) -> str:
    """Return the length from start to end, both included, as `11 months and 20 days`."""
    months, days = months_and_days(start, end)
    return counted((months, "months"), (days, "days"))
