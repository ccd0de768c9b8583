"""Earlier loans to the same host: which of them count towards a limit, and from which day on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from planner.rules.dates import (
    add_months,
    is_working_day,
    lasts_longer,
    months_and_days,
)
from planner.rules.model import Limit, Secondment
from planner.rules.rows import period
from planner.rules.words import say

EARLIER_LOANS = "earlier_loans"
DAY = timedelta(days=1)

type Period = tuple[date, date]


def loans_refused(facts: Secondment) -> tuple[Secondment, list[tuple[str, str]]]:
    """Return the facts without loans that are not earlier than this one, and why, by their cell."""
    start, loans = facts.start_date, facts.earlier_loans
    if not start or not loans:
        return facts, []
    found = [
        (f"{row.id}/to", say("rows.not_earlier", start=start))
        for row in loans
        if (days := period(row)) and days[1] >= start
    ]
    return (replace(facts, earlier_loans=None), found) if found else (facts, [])


def counting(
    limit: Limit, facts: Secondment, limits: Mapping[str, Limit]
) -> tuple[Period, ...] | None:
    """Return the earlier loans that count towards a limit; `None` where they are not known.

    The periods do not overlap. For a limit `by_year` they are all that were given, because each
    year takes its own.
    """
    if not limit.counts_earlier:
        return ()
    if facts.earlier_loans is None:
        return None
    start, end = facts.start_date, facts.end_date
    if start is None or end is None or end < start:
        return ()
    earlier = _merged(
        (first, min(last, start - DAY))
        for first, last in filter(None, map(period, facts.earlier_loans))
        if first < start
    )
    if limit.by_year:
        return tuple(earlier)
    if limit.window_limit:
        return tuple(_within(earlier, end, _months(limits[limit.window_limit])))
    most = _months(limits[limit.break_limit]) if limit.break_limit else 0
    return tuple(_unbroken(earlier, start, most))


def moved_back(start: date, periods: Iterable[Period]) -> date:
    """Return the day on which one stay would have begun that holds the periods as well."""
    months = days = 0
    for first, last in periods:
        more, rest = months_and_days(first, last)
        months, days = months + more, days + rest
    return add_months(start, -months) - days * DAY


def _merged(periods: Iterable[Period]) -> list[Period]:
    """Return periods that do not overlap, the earliest first."""
    found: list[Period] = []
    for first, last in sorted(periods):
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _within(earlier: Iterable[Period], end: date, months: int) -> Iterator[Period]:
    """Yield what lies in the months up to a day."""
    begins = add_months(end + DAY, -months)
    yield from ((max(first, begins), last) for first, last in earlier if last >= begins)


def _unbroken(earlier: Iterable[Period], start: date, months: int) -> Iterator[Period]:
    """Yield what goes before a day with breaks of no more than some months, the latest first."""
    follows = start
    for first, last in reversed([*earlier]):
        if _is_break(last + DAY, follows - DAY, months):
            return
        yield first, last
        follows = first


def _is_break(first: date, last: date, months: int) -> bool:
    """Say whether the days between two loans are more than some months; a weekend is none."""
    if months:
        return bool(lasts_longer(first, last, months))
    return any(is_working_day(first + DAY * n) for n in range((last - first).days + 1))


def _months(limit: Limit) -> int:
    """Return the latest figure of a limit; it decides what is counted and is not shown."""
    return int(limit.values[-1].value)
