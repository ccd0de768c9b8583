"""The cost worksheet as people read it: the lines with how each is worked out, and what is assumed.

The arithmetic is in `costs.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from planner.plan.costs import (
    FEE,
    LINES,
    cost_lines,
    full_week,
    host_percent,
    missing_answers,
    rounded,
    total_line,
)
from planner.rules.dates import (
    counted_period,
    days_of_month,
    in_months,
    months_and_days,
    months_between,
)
from planner.rules.judgement import Case
from planner.rules.model import PART_OF_THE_WEEK, CostLine, Costs, Secondment
from planner.rules.money import decimal_places
from planner.rules.truth import differ
from planner.rules.words import say

BY_ID = {line.id: line for line in (*LINES, FEE)}
FIGURES = [line.figure for line in BY_ID.values()]
QUESTIONS = ("currency", *FIGURES, "full_week_days", "full_week_hours")
SPLIT = ("recharge", "recharge_share")
SPLIT_WITHOUT_CHARGE = ("payroll",)


def cost_worksheet(case: Case) -> Costs:
    """Return the worksheet; without any figure it has no lines and names what could be given."""
    facts = case.facts
    parties = facts.relationship != "same_employer"
    if all(getattr(facts, line.figure) is None for line in LINES):
        offered = [name for name in QUESTIONS if case.open_question(name) == name]
        missing = tuple(name for name in offered if getattr(facts, name) is None)
        return Costs(currency=facts.currency, parties=parties, missing=missing)
    lines = cost_lines(case)
    wanted = dict.fromkeys(name for line in lines for name in line.missing)
    split = SPLIT_WITHOUT_CHARGE if facts.recharge == "none" else SPLIT
    missing = tuple(wanted | dict.fromkeys(missing_answers(split, case)))
    totals = total_line(lines, say("costs.total_given" if missing else "costs.total"))
    return Costs(
        currency=facts.currency,
        parties=parties,
        lines=tuple(replace(line, basis=_basis(line.id, facts)) for line in lines),
        totals=totals,
        assumptions=(*_at_the_old_end(totals, case), *_assumptions(facts)),
        to_settle=tuple(_open_points(facts)),
        missing=missing,
    )


def _at_the_old_end(totals: CostLine, case: Case) -> Iterator[str]:
    """Say how the total divides at the last day agreed before an extension."""
    start, old, end = case.facts.start_date, case.facts.old_end_date, case.facts.end_date
    if totals.total is None or not (start and old and end) or not start <= old < end:
        return
    before = total_line(cost_lines(case, (start, old)), "").total or Decimal()
    yield say(
        "costs.at_the_old_end",
        before=before,
        after=totals.total - before,
        old_end=old,
        currency=case.facts.currency or "",
    )


def _basis(line: str, facts: Secondment) -> str:
    """Return in words how a line is worked out, as far as its figure is given."""
    figure: Decimal | None = getattr(facts, BY_ID[line].figure)
    if figure is None:
        return ""
    if line == "on_costs":
        return say("costs.basis.of_salary", percent=figure)
    if line == "fee":
        return say("costs.basis.of_charge", percent=figure)
    if not BY_ID[line].is_monthly:
        return say("costs.basis.once")
    part = line == "salary" and facts.hours in PART_OF_THE_WEEK
    return say("costs.basis.share_of_week" if part else "costs.basis.monthly", amount=figure)


def _assumptions(facts: Secondment) -> Iterator[str]:
    if facts.currency:
        smallest = Decimal(1).scaleb(-decimal_places(facts))
        yield say("costs.rounding", currency=facts.currency, smallest=smallest)
    period = counted_period(facts)
    if period and facts.end_date is None:
        yield say("costs.no_end")
    if period:
        yield _period(*period)
    yield say("costs.steady")
    if facts.hours == "part_time" and facts.days_with_host is not None:
        yield say(
            "costs.part_of_week" if facts.full_week_days else "costs.part_of_usual_week",
            part=say(
                "costs.one_day" if facts.days_with_host == 1 else "costs.some_days",
                days=facts.days_with_host,
                week=full_week(facts),
            ),
            week=full_week(facts),
        )
    if facts.hours == "part_hours" and facts.hours_with_host and facts.full_week_hours:
        yield say("costs.hours_of_week", hours=facts.hours_with_host, week=facts.full_week_hours)
    yield from _shares(facts)
    if facts.management_fee is not None:
        yield say("costs.fee_passes")


def _shares(facts: Secondment) -> Iterator[str]:
    """Say who bears what, and why where the shares of the lines differ."""
    percent = host_percent("relocation", facts)
    if facts.relationship == "same_employer":
        yield say("costs.one_employer")
        return
    if facts.recharge == "none" and facts.payroll == "host":
        yield say("costs.own_cost")
        yield say("costs.home_bears_the_rest")
    elif percent is not None:
        yield say(
            "costs.share_but_training" if facts.training_cost else "costs.share", percent=percent
        )
    if facts.training_cost and facts.recharge:
        yield say("costs.training")


def _period(start: date, end: date) -> str:
    months, days = months_and_days(start, end)
    if not days:
        return say("costs.whole_months", start=start, end=end, length=in_months(start, end))
    exact = months_between(start, end)
    count = rounded(exact, 2)
    return say(
        "costs.part_month" if Fraction(count) == exact else "costs.part_month_about",
        start=start,
        end=end,
        length=in_months(start, end),
        months=count,
        days=days,
        of=days_of_month(start, months),
    )


def _open_points(facts: Secondment) -> Iterator[str]:
    if facts.recharge in ("part", "full", "margin"):
        yield say("costs.open_points.tax")
    if facts.payroll == "host" and facts.recharge != "none":
        yield say("costs.open_points.payroll")
    if differ(facts.home_country, facts.host_country):
        yield say("costs.open_points.border")
