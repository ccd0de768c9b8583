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
    counted,
    days_of_month,
    in_months,
    long_date,
    months_and_days,
    months_between,
)
from planner.rules.judgement import Case
from planner.rules.model import Costs, Secondment
from planner.rules.money import decimal_places
from planner.rules.truth import differ

FIGURES = {line.id: line.figure for line in (*LINES, FEE)}
QUESTIONS = ("currency", *FIGURES.values(), "full_week_days")
SPLIT = ("recharge", "recharge_share")
SPLIT_WITHOUT_CHARGE = ("payroll",)
TAX = (
    "Tax on the charge: whether value added tax, goods and services tax or a tax withheld at "
    "source falls on what the host pays, and who bears it. The sheet adds none."
)
PAYROLL = (
    "What the host pays through its own payroll counts towards its share. Settle how the two "
    "accounts are brought together."
)
OWN_COST = (
    "Nothing is charged and the host pays the secondee, so each bears what it pays: salary, "
    "on-costs and allowances count for the host. What the home organisation goes on paying "
    "itself, such as pension contributions, is not split off from them."
)
TRAINING = "Training for the role is the host's own cost and no part of the charge."
BORDER = (
    "Tax and contributions that the host country may add to the cost, and the exchange rate and "
    "its day where pay and charge are in two currencies. The sheet holds neither."
)
STEADY = (
    "Pay and prices stay as they are from the first month to the last: a pay rise, a bonus or an "
    "extension comes on top."
)
FEE_PASSES = (
    "The fee passes from the host to the home organisation: what one pays the other keeps, so its "
    "figure for the home organisation is below zero."
)


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
    return Costs(
        currency=facts.currency,
        parties=parties,
        lines=tuple(replace(line, basis=_basis(line.id, facts)) for line in lines),
        totals=total_line(lines, "Total of what is given" if missing else "Total"),
        assumptions=tuple(_assumptions(facts)),
        to_settle=tuple(_to_settle(facts)),
        missing=missing,
    )


def _basis(line: str, facts: Secondment) -> str:
    """Return in words how a line is worked out, as far as its figure is given."""
    figure: Decimal | None = getattr(facts, FIGURES[line])
    if figure is None:
        return ""
    if line == "on_costs":
        return f"{figure:f}% of the salary line"
    if line == "fee":
        return f"{figure:f}% of what the host bears above"
    if line in ("relocation", "training"):
        return "once"
    part = line == "salary" and facts.hours == "part_time"
    return f"{figure:,f} a month{', for the share of the week with the host' if part else ''}"


def _assumptions(facts: Secondment) -> Iterator[str]:
    if facts.currency:
        smallest = Decimal(1).scaleb(-decimal_places(facts))
        yield (
            f"All figures are in {facts.currency} as given; nothing is converted. Each line is "
            f"rounded half up to {smallest} {facts.currency}, and the totals add up the rounded "
            "lines."
        )
    if facts.start_date and facts.end_date:
        yield _period(facts.start_date, facts.end_date)
    yield STEADY
    if facts.hours == "part_time" and facts.days_with_host is not None:
        week = counted((full_week(facts), "day"))
        assumed = "" if facts.full_week_days else f", with {week} taken as a full week"
        are = "is" if facts.days_with_host == 1 else "are"
        yield (
            f"{facts.days_with_host.normalize():f} of {week} a week {are} with the host{assumed}. "
            "Salary and on-costs count for that share; every other line counts whole."
        )
    yield from _shares(facts)
    if facts.management_fee is not None:
        yield FEE_PASSES


def _shares(facts: Secondment) -> Iterator[str]:
    """Say who bears what, and why where the shares of the lines differ."""
    percent = host_percent("relocation", facts)
    if facts.relationship == "same_employer":
        yield "Home and host are one employer, so nothing is charged between organisations."
        return
    if facts.recharge == "none" and facts.payroll == "host":
        yield OWN_COST
        yield "The home organisation bears the move and the other monthly cost."
    elif percent is not None:
        yield (
            f"Of each line but training the host bears {percent:f}%, and the home "
            "organisation the rest."
            if facts.training_cost
            else f"Of each line the host bears {percent:f}%, and the home organisation the rest."
        )
    if facts.training_cost and facts.recharge:
        yield TRAINING


def _period(start: date, end: date) -> str:
    said = f"{long_date(start)} to {long_date(end)}, both days included, is {in_months(start, end)}"
    months, days = months_and_days(start, end)
    if not days:
        return f"{said}."
    exact = months_between(start, end)
    count = rounded(exact, 2)
    return (
        f"{said}: {'' if Fraction(count) == exact else 'about '}{count:f} months, because the part "
        f"of a month counts as {days} of {days_of_month(start, months)} days."
    )


def _to_settle(facts: Secondment) -> Iterator[str]:
    if facts.recharge in ("part", "full", "margin"):
        yield TAX
    if facts.payroll == "host" and facts.recharge != "none":
        yield PAYROLL
    if differ(facts.home_country, facts.host_country):
        yield BORDER
