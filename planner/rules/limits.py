"""Dated figures of law: which value holds on a day, whether it may be printed, what exceeds it."""

from collections.abc import Sequence
from datetime import date, timedelta

from planner.rules.dates import last_day_of, lasts_longer, stretches
from planner.rules.loans import Period, moved_back
from planner.rules.model import Library, Limit, LimitValue
from planner.rules.truth import Truth
from planner.rules.words import count, say

PRINTABLE_BASES = ("SO", "SM", "SS")


def value_on(limit: Limit, day: date) -> LimitValue:
    """Return the value in force on a day; `LookupError` for a day before the first value."""
    for value in reversed(limit.values):
        if value.since <= day:
            return value
    raise LookupError(
        f"{limit.id} has no value for {day:%Y-%m-%d}; its first is {limit.values[0].since}"
    )


def may_be_printed(value: LimitValue, library: Library) -> bool:
    """Say whether the figure's source is certain, was read, and is not about to change."""
    return allows_figures(value.source, library)


def allows_figures(name: str, library: Library) -> bool:
    """Say whether a figure or a date may be printed that rests on a source."""
    source = library.sources.get(name)
    if source is None or source.changing:
        return False
    return source.certainty == "high" and source.basis in PRINTABLE_BASES


def exceeds(
    limit: Limit,
    start: date | None,
    end: date | None,
    earlier: Sequence[Period] | None = (),
) -> Truth:
    """Say whether start to end, both included, is too long for the limit in force at the start.

    `earlier` holds the periods that count besides; where they are `None`, they are not known.
    """
    if earlier is None:
        return exceeds(limit, start, end) or None
    if start is None or end is None:
        return None
    try:
        value = value_on(limit, start).value
    except LookupError:
        return None
    first, last = longest_stretch(limit, start, end, earlier or ())
    # What has to stay below a figure is too long a day earlier than what may reach it.
    last += timedelta(days=limit.below)
    if limit.unit == "months":
        return lasts_longer(first, last, int(value))
    return last >= first + timedelta(**{limit.unit: int(value)})


def last_day_within(limit: Limit, start: date) -> date:
    """Return the last day of a stay from `start` on that is not too long for the limit then."""
    value = int(value_on(limit, start).value)
    if limit.unit == "months":
        last = last_day_of(start, value)
    else:
        last = start + timedelta(**{limit.unit: value}) - timedelta(days=1)
    return last - timedelta(days=limit.below)


def longest_stretch(limit: Limit, start: date, end: date, earlier: Sequence[Period] = ()) -> Period:
    """Return what the limit is held against: the whole, or the part in the fullest year.

    It begins as much sooner as the earlier periods last.
    """
    if not limit.by_year or end < start:
        return moved_back(start, earlier), end
    parts = (
        (moved_back(first, _in_year(earlier, last.year)), last)
        for first, last in stretches(start, end, 1, 1)
    )
    return max(parts, key=lambda stretch: stretch[1] - stretch[0])


def lengthened(limit: Limit, start: date, end: date, earlier: Sequence[Period]) -> bool:
    """Say whether earlier periods add to what the limit is held against."""
    return longest_stretch(limit, start, end, earlier) != longest_stretch(limit, start, end)


def _in_year(periods: Sequence[Period], year: int) -> list[Period]:
    whole = date(year, 1, 1), date(year, 12, 31)
    cut = ((max(first, whole[0]), min(last, whole[1])) for first, last in periods)
    return [(first, last) for first, last in cut if first <= last]


def figure(limit: Limit, library: Library, day: date | None) -> str | None:
    """Return the figure in words, such as `24 months`, or `None` where it may not be printed.

    Without a day it is the latest value.
    """
    try:
        value = value_on(limit, day) if day else limit.values[-1]
    except LookupError:
        return None
    if not may_be_printed(value, library):
        return None
    said = count(value.value, limit.unit)
    return say("limits.below", figure=said) if limit.below else said


def limit_named(limit: Limit, library: Library, day: date | None) -> str:
    """Return what a limit is called, with the figure where it may be printed."""
    shown = figure(limit, library, day)
    return say("limits.with_figure", limit=limit.title, figure=shown) if shown else limit.title


def limit_sentence(limit: Limit, library: Library, day: date | None, passed: bool = True) -> str:
    """Return the sentence for passing a limit or not, with the figure where it may be printed."""
    said = limit_named(limit, library, day)
    kind, holds = "below" if limit.below else "up_to", "yes" if passed else "no"
    return say(f"reasons.limit.{kind}.{holds}", limit=said)
