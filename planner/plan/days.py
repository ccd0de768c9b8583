"""The day counts of a case across a border, and its length against each limit that may matter.

Every day of the secondment is counted as a day in the host country; nothing here knows of trips.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from planner.plan.costs import week_share
from planner.rules.dates import (
    WORKING_WEEK,
    add_months,
    counted_period,
    in_months,
    is_working_day,
    stretches,
)
from planner.rules.judgement import Case
from planner.rules.limits import (
    allows_figures,
    exceeds,
    figure,
    last_day_within,
    lengthened,
    limit_named,
    longest_stretch,
    value_on,
)
from planner.rules.loans import Period, counting
from planner.rules.model import (
    PART_OF_THE_WEEK,
    DayCount,
    Days,
    Library,
    Limit,
    LimitCheck,
    Place,
    Rule,
    Secondment,
)
from planner.rules.phrases import country as named
from planner.rules.phrases import whereabouts
from planner.rules.truth import Truth, differ
from planner.rules.words import counted, say

DAY = timedelta(days=1)
RESULTS = {True: "over", False: "not_over", None: "check"}


def day_counts(case: Case) -> Days | None:
    """Return the counts and the limits, or `None` unless the case is known to cross a border."""
    facts, library = case.tracked, case.library
    if not differ(facts.home_country, facts.host_country):
        return None
    code = facts.host_country or ""
    country, where = named(code, library), whereabouts(code, library)
    period = counted_period(facts)
    if period is None:
        wanted = ["start_date", *(["end_date"] if not facts.open_ended else [])]
        missing = tuple(name for name in wanted if getattr(facts, name) is None)
        return Days(host_country=country, where=where, missing=missing)
    if facts.end_date is None:
        return _without_an_end(case, *period, country, where)
    place = _place_with_tax_year(case)
    no_tax_year = () if place else (say("days.no_tax_year", country=country),)
    limits = tuple(_limits(case, *period))
    return Days(
        host_country=country,
        where=where,
        counts=tuple(_counts(facts, *period, place)),
        limits=limits,
        assumptions=(
            *_assumptions(case, where, *no_tax_year),
            *_last_days(limits, case, period[0]),
        ),
        sources=(place.tax_year.source,) if place and place.tax_year else (),
    )


def _without_an_end(case: Case, start: date, end: date, country: str, where: str) -> Days:
    """Return the days of the first year, by no calendar or tax year, and each limit as passed."""
    assumed = _assumptions(case, where)
    return Days(
        host_country=country,
        where=where,
        counts=(_count(say("days.first_year"), start, end, case.tracked),),
        limits=tuple(_passed(each) for each in _limits(case, start, end)),
        assumptions=(say("days.no_end"), *assumed),
    )


def _passed(check: LimitCheck) -> LimitCheck:
    check = replace(check, stay=say("days.endless"))
    if check.figure is None:
        return check
    said = say("days.result.too_long" if check.limit.below else f"days.result.{RESULTS[True]}")
    return replace(check, over=True, result=said)


def fullest_twelve_months(start: date, end: date) -> tuple[date, date]:
    """Return the first of the twelve months on end that hold the most days of the period.

    Only twelve months with 29 February in them are longer than others, and those that begin on
    1 March hold the next one.
    """
    marches = (date(year, 3, 1) for year in range(start.year, end.year + 1))
    begins = [start, *(day for day in marches if start <= day <= end)]
    windows = [(day, min(end, add_months(day, 12) - DAY)) for day in begins]
    return max(windows, key=lambda window: window[1] - window[0])


def weekdays(start: date, end: date) -> int:
    """Return how many days from start to end, both included, are a Monday to Friday."""
    weeks, rest = divmod((end - start).days + 1, 7)
    return weeks * WORKING_WEEK + sum(is_working_day(start + DAY * n) for n in range(rest))


def _counts(facts: Secondment, start: date, end: date, place: Place | None) -> Iterator[DayCount]:
    yield _count(say("days.whole"), start, end, facts)
    for first, last in stretches(start, end, 1, 1):
        yield _count(say("days.calendar_year", year=first.year), first, last, facts)
    if place and place.tax_year:
        begins = place.tax_year
        for first, last in stretches(start, end, begins.month, begins.day):
            year = first.year - (first < date(first.year, begins.month, begins.day))
            label = say("days.tax_year", first=date(year, begins.month, begins.day))
            yield _count(label, first, last, facts)
    yield _count(say("days.most"), *fullest_twelve_months(start, end), facts)


def _count(label: str, first: date, last: date, facts: Secondment) -> DayCount:
    share = week_share(facts)
    working = None if share is None else ceil(Fraction(weekdays(first, last)) * share)
    days = (last - first).days + 1
    return DayCount(label=label, first=first, last=last, days=days, working=working)


def _place_with_tax_year(case: Case) -> Place | None:
    """Return the host country's place if its tax year is known from a source that is certain."""
    place = case.library.places.get((case.tracked.host_country or "").lower())
    if place and place.tax_year and allows_figures(place.tax_year.source, case.library):
        return place
    return None


def _limits(case: Case, start: date, end: date) -> Iterator[LimitCheck]:
    """Yield the limits that entries of this case are measured against, and those of an area."""
    found: dict[str, Truth] = {}
    library = case.library
    for rule in rules_of(library):
        truth = case.judge(replace(rule, over="")).truth if rule.over else False
        if truth is not False:
            found[rule.over] = found.get(rule.over) or truth
    for name, limit in library.limits.items():
        if case.tracked.host_country in limit.area and _comes_from_outside(limit, case):
            found[name] = True
        if name in found:
            yield _check(limit, found[name], case, start, end)


def rules_of(library: Library) -> Iterator[Rule]:
    """Yield the rule of each clause, task and risk."""
    yield from (clause.applies for clause in library.clauses.values())
    yield from (item.applies for item in library.items.values())
    yield from (risk.applies for risk in library.risks.values())


def _comes_from_outside(limit: Limit, case: Case) -> bool:
    exempt = case.library.places[limit.exempt].members if limit.exempt else ()
    return case.tracked.home_country not in (*limit.area, *exempt)


def _check(limit: Limit, truth: Truth, case: Case, start: date, end: date) -> LimitCheck:
    shown = figure(limit, case.library, start)
    earlier = counting(limit, case.tracked, case.library.limits)
    over = exceeds(limit, start, end, earlier) if shown else None
    return LimitCheck(
        limit=limit,
        stay=_stay(limit, start, end, earlier),
        figure=shown,
        over=over,
        result=say(f"days.result.{'too_long' if over and limit.below else RESULTS[over]}"),
        truth=truth,
        source=(value_on(limit, start) if shown else limit.values[-1]).source,
    )


def _last_days(checks: Iterable[LimitCheck], case: Case, start: date) -> Iterator[str]:
    """Yield the last day within each limit with a figure that counts from the first day alone."""
    for limit in (check.limit for check in checks if check.figure):
        if not limit.by_year and not counting(limit, case.tracked, case.library.limits):
            named_limit = limit_named(limit, case.library, start)
            last = last_day_within(limit, start)
            yield say("days.last_day_within", limit=named_limit, last=last)


def _stay(limit: Limit, start: date, end: date, earlier: tuple[Period, ...] | None) -> str:
    first, last = longest_stretch(limit, start, end, earlier or ())
    length = _length(limit.unit, first, last)
    if earlier and lengthened(limit, start, end, earlier):
        length = say("days.with_earlier", length=length)
    return say("days.in_year", length=length, year=last.year) if limit.by_year else length


def _length(unit: str, start: date, end: date) -> str:
    days = (end - start).days + 1
    if unit == "months":
        return in_months(start, end)
    return (
        counted((days // 7, "weeks"), (days % 7, "days"))
        if unit == "weeks"
        else counted((days, "days"))
    )


def _assumptions(case: Case, where: str, *of_years: str) -> Iterator[str]:
    """Yield what the counts take for granted; `of_years` is what holds where years are counted."""
    facts = case.tracked
    yield say("days.every_day", where=where)
    if facts.works_in_both:
        yield say("days.works_in_both")
    yield from of_years
    part = facts.hours in PART_OF_THE_WEEK
    yield say("days.working_days_of_a_share" if part else "days.working_days")
