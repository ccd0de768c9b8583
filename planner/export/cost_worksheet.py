"""The costs sheet of the workbook: totals as in the plan, shares and sums as live formulas.

What a line costs is worked out in `costs.py`; the formulas here repeat only how on-costs follow the
salary and how lines are shared out and added up, and carry the plan's own figures as their values.
"""

from decimal import Decimal

from planner.export.spreadsheet import Column, Sheet
from planner.plan.costs import host_percent
from planner.rules.model import CostLine, Library, Plan
from planner.rules.money import decimal_places
from planner.rules.words import say

TOTAL, PERCENT, HOME, HOST = 2, 3, 4, 5  # columns


def fill_costs(sheet: Sheet, plan: Plan, library: Library) -> None:
    """Write a row a line, the sums, each side's share, then what is assumed."""
    costs = plan.costs
    columns = _columns(costs.currency, costs.parties)
    sheet.table(columns, [])
    for row, line in enumerate(costs.lines, 1):
        waits = "; ".join(library.questions[name].label for name in line.missing)
        for column, text in ((0, line.label), (1, line.basis), (-2, line.id), (-1, waits)):
            sheet.put(row, column % len(columns), text)
        _amounts(sheet, row, line, plan)
    row = len(costs.lines) + 1
    if costs.totals:
        _totals(sheet, row, costs.totals, costs.parties)
    for place, said in enumerate(
        costs.to_settle + costs.assumptions or (say("workbook.no_costs"),), row + 3
    ):
        sheet.line(place, columns, said)


def _columns(currency: str | None, parties: bool) -> list[Column]:
    unit = f", {currency}" if currency else ""
    shared = [
        Column(say("workbook.head.host_percent"), 14, head="money head"),
        Column(say("workbook.head.home_bears") + unit, 18, head="money head"),
        Column(say("workbook.head.host_bears") + unit, 18, head="money head"),
    ]
    return [
        Column(say("workbook.head.cost"), 26),
        Column(say("workbook.head.basis"), 44),
        Column(say("workbook.head.total") + unit, 18, head="money head"),
        *(shared if parties else []),
        Column(say("workbook.head.id"), 14),
        Column(say("workbook.head.waits"), 40),
    ]


def _amounts(sheet: Sheet, row: int, line: CostLine, plan: Plan) -> None:
    """Write a line's amounts; a fee is a share of what the host bears, who pays it."""
    fee = line.id == "fee"
    percent = plan.facts.management_fee if fee else host_percent(line.id, plan.facts)
    if not plan.costs.parties or None in (line.total, line.home, line.host, percent):
        _total(sheet, row, line, plan)
        for column in (PERCENT, HOME, HOST) if plan.costs.parties else ():
            sheet.put(row, column, say("amounts.not_given"))
        return
    number, places = row + 1, decimal_places(plan.facts)
    of = f"SUM(F$2:F{row})" if fee else f"C{number}"
    sheet.put(row, PERCENT, percent, "percent")
    sheet.formula(row, HOST, f"=ROUND({of}*D{number}/100,{places})", line.host or Decimal())
    if fee:
        sheet.put(row, HOME, line.home)
        sheet.formula(row, TOTAL, f"=F{number}", line.total or Decimal())
    else:
        home = f"=ROUND(C{number}-F{number},{places})"
        sheet.formula(row, HOME, home, line.home or Decimal())
        _total(sheet, row, line, plan)


def _total(sheet: Sheet, row: int, line: CostLine, plan: Plan) -> None:
    """Write what a line costs; on-costs are a share of the salary, whatever it is changed to."""
    if line.total is None:
        sheet.put(row, TOTAL, say("amounts.not_given"))
    elif line.id == "on_costs":
        salary = 2 + [other.id for other in plan.costs.lines].index("salary")
        rate = f"{plan.facts.on_cost_rate:f}"
        formula = f"=ROUND(C{salary}*{rate}/100,{decimal_places(plan.facts)})"
        sheet.formula(row, TOTAL, formula, line.total)
    else:
        sheet.put(row, TOTAL, line.total)


def _totals(sheet: Sheet, row: int, totals: CostLine, parties: bool) -> None:
    amounts = {TOTAL: totals.total}
    sheet.put(row, 0, totals.label, "total")
    sheet.put(row, 1, "", "total")
    if parties:
        amounts |= {HOME: totals.home, HOST: totals.host}
        sheet.put(row, PERCENT, "", "total")
        sheet.put(row + 1, 0, say("workbook.share"), "plain")
    for column, amount in amounts.items():
        letter, number = "ABCDEF"[column], row + 1
        if amount is None:
            sheet.put(row, column, say("amounts.not_given"), "total")
            continue
        sheet.formula(row, column, f"=SUM({letter}2:{letter}{row})", amount, "total money")
        if column != TOTAL and totals.total:
            share = f'=IF(C{number}=0,"",{letter}{number}/C{number})'
            sheet.formula(row + 1, column, share, amount / totals.total, "share")
