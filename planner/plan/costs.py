"""What a secondment costs, line by line and for each side, worked out exactly and then rounded.

Nothing is converted between currencies, no tax is worked out, and what is not given is never zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from planner.rules.dates import WORKING_WEEK, counted_period, months_between
from planner.rules.judgement import Case
from planner.rules.model import PART_OF_THE_WEEK, CostLine, Secondment
from planner.rules.money import decimal_places
from planner.rules.words import say

PERIOD = ("start_date", "end_date")
WEEK = ("hours", "days_with_host", "hours_with_host", "full_week_hours")
# Without a charge the question has no answer but an empty one: the host is the same employer.
HOST_PERCENT = {
    "": Decimal(0),
    "none": Decimal(0),
    "full": Decimal(100),
    "margin": Decimal(100),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the cost worksheet: the question of its figure, and others it depends on."""

    id: str
    figure: str
    rests_on: tuple[str, ...] = ()

    @property
    def is_monthly(self) -> bool:
        """Say whether this comes again each month."""
        return "start_date" in self.rests_on


# What goes through the payroll, and what the drafts leave to the host: it is no part of the charge.
BY_PAYROLL = ("salary", "on_costs", "allowances")
BY_HOST = ("training",)
LINES = (
    Line("salary", "monthly_salary", (*PERIOD, *WEEK)),
    Line("on_costs", "on_cost_rate", ("monthly_salary", *PERIOD, *WEEK)),
    Line("allowances", "monthly_allowances", PERIOD),
    Line("relocation", "relocation_cost"),
    Line("other", "other_monthly_cost", PERIOD),
    Line("training", "training_cost"),
)
FEE = Line("fee", "management_fee")


def label_of(line: Line) -> str:
    """Return what a line is called."""
    return say(f"costs.line.{line.id}")


def cost_lines(case: Case, period: tuple[date, date] | None = None) -> list[CostLine]:
    """Return a line for each figure that is given or could be, and the fee where there is one.

    The fee comes after the lines of the charge, on which it is taken. What comes each month is for
    the first and last day in `period`, or else for the whole stay.
    """
    period = period or counted_period(case.facts)
    salary: tuple[Decimal | None, Decimal | None] = (None, None)
    lines: list[CostLine] = []
    for line in LINES:
        if getattr(case.facts, line.figure) is None and not case.open_question(line.figure):
            continue
        missing = missing_answers(("currency", line.figure, *line.rests_on), case)
        amounts = (None, None) if missing else _amounts(line, salary, case.facts, period)
        salary = amounts if line.id == "salary" else salary
        lines.append(_split(line, amounts, missing, case.facts))
    if case.facts.recharge != "margin":
        return lines
    charged = [line for line in lines if line.id not in BY_HOST]
    return [*charged, _fee(charged, case), *(line for line in lines if line.id in BY_HOST)]


def total_line(lines: Iterable[CostLine], label: str) -> CostLine:
    """Return the sums of the rounded amounts that are known; `None` where none is."""
    known = list(lines)
    return CostLine(
        id="total",
        label=label,
        month=_sum(line.month for line in known),
        total=_sum(line.total for line in known),
        home=_sum(line.home for line in known),
        host=_sum(line.host for line in known),
    )


def missing_answers(names: Iterable[str], case: Case) -> tuple[str, ...]:
    """Return the questions to answer next for those of the facts that are not known."""
    settled = {"end_date"} if case.facts.open_ended else set()
    unknown = (n for n in names if getattr(case.facts, n) is None and n not in settled)
    return tuple(dict.fromkeys(name for name in map(case.open_question, unknown) if name))


def rounded(exact: Fraction, places: int) -> Decimal:
    """Return an amount that is not negative, rounded half up to so many decimal places."""
    return Decimal(floor(exact * 10**places + Fraction(1, 2))).scaleb(-places)


def full_week(facts: Secondment) -> Decimal:
    """Return the days of the whole working week; five, or more with the host, if not given."""
    return facts.full_week_days or max(Decimal(WORKING_WEEK), facts.days_with_host or Decimal())


def week_share(facts: Secondment) -> Fraction | None:
    """Return the share of the working week that is with the host."""
    if facts.hours not in PART_OF_THE_WEEK:
        return Fraction(1) if facts.hours else None
    if facts.hours == "part_hours":
        part, week = facts.hours_with_host, facts.full_week_hours
        return None if part is None or week is None else Fraction(part) / Fraction(week)
    if facts.days_with_host is None:
        return None
    return Fraction(facts.days_with_host) / Fraction(full_week(facts))


def host_percent(line: str, facts: Secondment) -> Decimal | None:
    """Return the percentage of a line that the host bears, before any fee."""
    if facts.recharge is None:
        return None
    share = facts.recharge_share if facts.recharge == "part" else HOST_PERCENT[facts.recharge]
    if line in BY_PAYROLL and facts.recharge == "none" and facts.payroll != "home":
        return HOST_PERCENT["full"] if facts.payroll else None
    return (
        HOST_PERCENT["full"] if line in BY_HOST and facts.recharge and share is not None else share
    )


def _amounts(
    line: Line,
    salary: tuple[Decimal | None, Decimal | None],
    facts: Secondment,
    period: tuple[date, date] | None,
) -> tuple[Decimal, Decimal | None]:
    """Return what a line costs in all and in a whole month, given both of the salary."""
    figure, places = Fraction(getattr(facts, line.figure)), decimal_places(facts)
    total, month = salary
    if line.id == "on_costs" and total is not None and month is not None:
        return rounded(figure * Fraction(total) / 100, places), rounded(
            figure * Fraction(month) / 100, places
        )
    if "hours" in line.rests_on:
        figure *= week_share(facts) or 0
    if not (line.is_monthly and period):
        return rounded(figure, places), None
    return rounded(figure * months_between(*period), places), rounded(figure, places)


def _split(
    line: Line,
    amounts: tuple[Decimal | None, Decimal | None],
    missing: tuple[str, ...],
    facts: Secondment,
) -> CostLine:
    """Split a line; home bears the remainder, so that both parts add up to the whole."""
    (total, month), percent, host = amounts, host_percent(line.id, facts), None
    if total is not None and percent is not None:
        host = rounded(Fraction(total) * Fraction(percent) / 100, decimal_places(facts))
    home = None if total is None or host is None else total - host
    return CostLine(
        id=line.id,
        label=label_of(line),
        month=month,
        total=total,
        home=home,
        host=host,
        missing=missing,
    )


def _fee(charged: Iterable[CostLine], case: Case) -> CostLine:
    """Return the fee, which the host, who bears all of the charge, pays on top of it."""
    lines, percent = list(charged), case.facts.management_fee
    fee, month = (
        None
        if percent is None or base is None
        else rounded(Fraction(percent) * Fraction(base) / 100, decimal_places(case.facts))
        for base in (_sum(line.host for line in lines), _sum(line.month for line in lines))
    )
    return CostLine(
        id=FEE.id,
        label=label_of(FEE),
        month=month,
        total=fee,
        home=None if fee is None else fee - fee,
        host=fee,
        missing=missing_answers((FEE.figure,), case),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    given = [amount for amount in amounts if amount is not None]
    return sum(given[1:], given[0]) if given else None
