"""What the earlier loans of a case leave of the limits that count them, said at their question."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from planner.plan.days import rules_of
from planner.rules.dates import add_months, in_months
from planner.rules.judgement import Case
from planner.rules.limits import exceeds, figure, lengthened, longest_stretch, value_on
from planner.rules.loans import EARLIER_LOANS, Period, counting, moved_back
from planner.rules.model import AnswerNote, Limit
from planner.rules.words import say

DAY = timedelta(days=1)


def loan_notes(case: Case) -> tuple[AnswerNote, ...]:
    """Return a note for each limit of the case that its earlier loans count towards."""
    return tuple(
        AnswerNote(EARLIER_LOANS, *said)
        for limit in _limits(case)
        if (earlier := counting(limit, case.tracked, case.library.limits))
        for said in _said(limit, earlier, case)
    )


def _limits(case: Case) -> Iterator[Limit]:
    """Yield the limits with earlier loans that a task, a risk or a clause of the case reads."""
    library = case.library
    names = {
        rule.over
        for rule in rules_of(library)
        if rule.over
        and library.limits[rule.over].counts_earlier
        and case.judge(replace(rule, over="")).truth is not False
    }
    yield from (limit for name, limit in library.limits.items() if name in names)


def _said(limit: Limit, earlier: tuple[Period, ...], case: Case) -> Iterator[tuple[str, bool]]:
    """Yield what the stay comes to beside the figure, and whether that is to be looked at again."""
    start, end = case.tracked.start_date, case.tracked.end_date
    shown = figure(limit, case.library, start)
    if not (start and end and shown and lengthened(limit, start, end, earlier)):
        return
    stay = in_months(*longest_stretch(limit, start, end, earlier))
    title = limit.title
    over = bool(exceeds(limit, start, end, earlier))
    if limit.by_year or limit.window_limit:
        yield say("rows.compared", stay=stay, limit=title, figure=shown), over
        return
    last = _last_day(limit, start, earlier)
    if last < start:
        yield say("rows.over_from_the_start", stay=stay, limit=title, figure=shown), True
    elif over:
        yield say("rows.over", stay=stay, limit=title, figure=shown, last=last), True
    elif last == end:
        yield say("rows.full", stay=stay, limit=title, figure=shown), False
    else:
        yield (
            say(
                "rows.within",
                stay=stay,
                limit=title,
                figure=shown,
                last=last,
                left=(last - end).days,
            ),
            False,
        )


def _last_day(limit: Limit, start: date, earlier: tuple[Period, ...]) -> date:
    """Return the last day of a stay from `start` that keeps to a limit counted on end."""
    begins = moved_back(start, earlier)
    after = add_months(begins, int(value_on(limit, start).value))
    return after - DAY if after.day == begins.day else after
