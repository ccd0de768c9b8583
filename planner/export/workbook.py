"""What the sheets of the workbook hold, but for the costs (`cost_sheet.py`)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.export.colophon import colophon, made, plan_name, short_name
from planner.export.cost_sheet import fill_costs
from planner.export.spreadsheet import Book, Cell, Column, Sheet, listed
from planner.plan.checklist import is_good_practice, not_listed, task_names, tasks_of
from planner.rules.model import (
    ChecklistItem,
    Days,
    Library,
    Plan,
    PlannedItem,
    PlannedRisk,
    Verdict,
)
from planner.rules.money import decimal_places

STATUSES = ("To do", "In progress", "Done", "Not needed")
TO_DO, DONE, NOT_NEEDED = STATUSES[0], STATUSES[2], STATUSES[3]
OPEN, SETTLED = "Open", "Settled"
SEE_COSTS = ("", "home_hr", "payroll", "finance")  # everyone together, and who works with pay
LONGEST_NAME = 36  # of each of the two names in a foot
USED_IN, AFTER, WAITS, STEPS = 60, 50, 30, 60  # widths of columns that hold lists
APPLIES, MAY_APPLY = "Applies", "May apply"
ABOUT = {
    "Checklist": (
        "Every task with its owner and day, good practice last. Filter by owner, phase or rank, "
        "and choose a status. Late tasks turn red, done ones grey."
    ),
    "Recurring dates": "Each day of the tasks that come again.",
    "Risks": "What to settle first. Red stops the start; choose Settled when it is.",
    "Costs": "What it costs and who bears it. Change a total or a share, and the sums follow.",
    "Days": "Days in the host country, and the length against each limit that may matter.",
    "Open points": (
        "Questions without an answer. Collect the answers here, then put them into the planner."
    ),
    "Sources": "Where the statements come from, when they were read, and how certain they are.",
}


def workbook(
    plan: Plan, library: Library, *, person: str = "", done: Collection[str] = ()
) -> bytes:
    """Return the workbook; with `person` the tasks, dates, risks and sources are those of one.

    Pay and costs are only for owners who work with them.
    """
    about = f"{made(plan)}. A draft, not legal advice"
    book = Book(short_name(plan, LONGEST_NAME), about, plan.today, decimal_places(plan.facts))
    filler = Filler(plan, library, person, frozenset(done), task_names(plan))
    filler.read_me(book.sheet("Read me"))
    filler.checklist(book.sheet("Checklist"))
    filler.recurring(book.sheet("Recurring dates"))
    filler.risks(book.sheet("Risks"))
    if person in SEE_COSTS:
        fill_costs(book.sheet("Costs"), plan, library)
    if plan.days:
        fill_days(book.sheet("Days"), plan.days)
    filler.open_points(book.sheet("Open points"))
    filler.sources(book.sheet("Sources"))
    return book.closed()


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills the sheets of one plan for one owner or for all."""

    plan: Plan
    library: Library
    person: str
    done: frozenset[str]
    names: Mapping[str, str]

    def read_me(self, sheet: Sheet) -> None:
        """Say what the file is, what the sheets are for and what is known of the countries."""
        columns = [Column("", 30), Column("", 90)]
        sheet.widths(*(column.width for column in columns))
        sheet.line(0, columns, plan_name(self.plan), "title")
        absent = {"Days"} if not self.plan.days else set()
        absent |= {"Costs"} if self.person not in SEE_COSTS else set()
        held = {name: said for name, said in ABOUT.items() if name not in absent}
        lines = [("About this file", "")]
        lines += [("", said) for said in colophon(self.plan, self.library)]
        lines += [("Sheets", ""), *held.items()]
        lines += [("Countries", "")] if self.plan.places else []
        lines += [(place.name, place.about) for place in self.plan.places]
        for row, (name, said) in enumerate(lines, 2):
            sheet.row(row, columns, (name, said), "plain" if said else "strong")

    def checklist(self, sheet: Sheet) -> None:
        """List the tasks; the status is chosen in the sheet, and its colour follows."""
        columns = [
            Column("Task", 60),
            self._owners(),
            Column("Status", 12, STATUSES),
            Column("Act by", 17),
            Column("Due", 17),
            Column("When", 26),
            Column("Phase", 10),
            Column("Applies", 11),
            Column("Rank", 14),
            Column("Steps", STEPS),
            Column("After", AFTER),
            Column("Waits for the answer to", WAITS),
            Column("Why", 80),
            Column("Id", 30),
        ]
        rows = [self._task(planned) for planned in self._tasks()]
        sheet.table(columns, rows, printed=8)
        size = len(rows), len(columns)
        sheet.shade(*size, f'=OR($C2="{DONE}",$C2="{NOT_NEEDED}")', "done")
        sheet.shade(*size, '=AND($E2<>"",$E2<TODAY())', "stop")
        sheet.shade(*size, f'=$H2="{MAY_APPLY}"', "maybe")

    def recurring(self, sheet: Sheet) -> None:
        """List each day of the tasks that come again, in their order."""
        columns = [
            Column("Task", 70),
            self._owners(),
            Column("Status", 12, STATUSES),
            Column("Act by", 17),
            Column("Due", 17),
            Column("Number", 9),
            Column("Id", 30),
        ]
        days = [pair for planned in self._tasks() for pair in self._days(planned)]
        rows = [row for _, row in sorted(days, key=lambda pair: pair[0])]
        sheet.table(columns, rows, printed=6)
        sheet.shade(len(rows), len(columns), f'=OR($C2="{DONE}",$C2="{NOT_NEEDED}")', "done")
        sheet.shade(len(rows), len(columns), "=$D2<TODAY()", "stop")
        said = [(p.item.title, not_listed(p)) for p in self._tasks() if not_listed(p)]
        for row, (task, words) in enumerate(said, len(rows) + 2):
            sheet.line(row, columns, f"{task}: {words}")

    def risks(self, sheet: Sheet) -> None:
        """List the risks with what to do about them."""
        columns = [
            Column("Risk", 40),
            Column("Level", 9),
            Column("State", 10, (OPEN, SETTLED)),
            self._owners(),
            Column("What to do", 56),
            Column("Why", 56),
            Column("Applies", 11),
            Column("Waits for the answer to", WAITS),
            Column("Id", 30),
        ]
        rows = [self._risk(planned) for planned in self._risks()]
        sheet.table(columns, rows, printed=6)
        sheet.shade(len(rows), len(columns), f'=$C2="{SETTLED}"', "done")
        for level in ("stop", "check"):
            title = self.library.levels[level].title
            sheet.shade(len(rows), len(columns), f'=$B2="{title}"', level)

    def open_points(self, sheet: Sheet) -> None:
        """List the questions without an answer, with room for it."""
        titles = dict(self._titles())
        columns = [
            Column("Question", 55),
            Column("Answer", 40, look="answer"),
            Column("In short", 30),
            Column("Used in", USED_IN),
            Column("Id", 26),
        ]
        rows: list[list[Cell]] = [
            [
                self.library.questions[gap.question].ask,
                None,
                gap.label,
                listed([titles[id] for id in gap.used_in], USED_IN),
                gap.question,
            ]
            for gap in self.plan.gaps
        ]
        sheet.table(columns, rows, printed=4)

    def sources(self, sheet: Sheet) -> None:
        """List the sources of all that is in the plan; their addresses are texts, not links."""
        columns = [
            Column("Source", 50),
            Column("Publisher", 30),
            Column("As of", 17),
            Column("Certainty", 12),
            Column("Changing", 18),
            Column("Address", 58),
            Column("Id", 30),
        ]
        rows = [self._source(name) for name in dict.fromkeys(self._sources())]
        sheet.table(columns, rows, printed=6)

    def _owners(self) -> Column:
        return Column("Owner", 17, tuple(owner.title for owner in self.library.owners.values()))

    def _tasks(self) -> list[PlannedItem]:
        if self.person:
            return tasks_of(self.plan, self.person)
        return sorted(self.plan.checklist, key=is_good_practice)

    def _risks(self) -> list[PlannedRisk]:
        return [p for p in self.plan.risks if self.person in ("", p.risk.owner)]

    def _task(self, planned: PlannedItem) -> list[Cell]:
        item = planned.item
        return [
            item.title,
            self.library.owners[item.owner].title,
            DONE if item.id in self.done else TO_DO,
            planned.act_by,
            planned.due,
            item.due_rule.text,
            self.library.phases[item.phase].title,
            _applies(planned.verdict),
            planned.rank.replace("_", " ").capitalize(),
            "\n".join(self._steps(item)),
            listed([self.names[id] for id in planned.after], AFTER),
            self._waits(planned.verdict),
            item.why,
            item.id,
        ]

    def _steps(self, item: ChecklistItem) -> Iterator[str]:
        for step in item.steps:
            yield f"{'☑' if f'{item.id}/{step.id}' in self.done else '☐'} {step.text}"

    def _days(self, planned: PlannedItem) -> Iterator[tuple[date, list[Cell]]]:
        owner = self.library.owners[planned.item.owner].title
        status = DONE if planned.item.id in self.done else TO_DO
        for each in planned.occurrences:
            days = each.act_by, each.due, each.number
            yield each.act_by, [planned.item.title, owner, status, *days, planned.item.id]

    def _risk(self, planned: PlannedRisk) -> list[Cell]:
        risk = planned.risk
        return [
            risk.title,
            self.library.levels[risk.level].title,
            SETTLED if risk.id in self.done else OPEN,
            self.library.owners[risk.owner].title,
            risk.action,
            risk.why,
            _applies(planned.verdict),
            self._waits(planned.verdict),
            risk.id,
        ]

    def _waits(self, verdict: Verdict) -> str:
        return listed([self.library.questions[name].label for name in verdict.waits_for], WAITS)

    def _titles(self) -> Iterator[tuple[str, str]]:
        yield "costs", "Cost worksheet"
        for document in self.plan.documents:
            yield document.outline.id, document.outline.title
            for clause in (clause for part in document.parts for clause in part.clauses):
                yield clause.clause.id, f"{clause.clause.title} (clause)"
        for planned in self.plan.checklist:
            yield planned.item.id, self.names[planned.item.id]
        for risk in self.plan.risks:
            yield risk.risk.id, f"{risk.risk.title} (risk)"

    def _sources(self) -> Iterator[str]:
        for planned in self._tasks():
            yield from planned.item.sources
        for risk in self._risks():
            yield from risk.risk.sources
        for document in () if self.person else self.plan.documents:
            for clause in (clause for part in document.parts for clause in part.clauses):
                yield from clause.clause.sources

    def _source(self, name: str) -> list[Cell]:
        source = self.library.sources[name]
        changing = "The law is changing" if source.changing else ""
        certainty = "not confirmed" if source.basis == "GK" else source.certainty
        known = source.title, source.publisher, source.checked, certainty
        return [*known, changing, source.url, name]


def fill_days(sheet: Sheet, days: Days) -> None:
    """Write the day counts, then each limit, then how they are counted."""
    columns = [
        Column("Stretch", 60),
        Column("From", 22),
        Column("To", 22),
        Column(f"Days {days.where}", 22),
        Column("Working days", 14),
    ]
    rows: list[list[Cell]] = [
        [each.label, each.first, each.last, each.days, each.working] for each in days.counts
    ]
    sheet.table(columns, rows)
    first = len(rows) + 2
    heads = "Limit", "Figure", "This secondment", "Result", "Applies"
    for column, cell in enumerate(heads if days.limits else ()):
        sheet.put(first, column, cell, "head")
    for row, check in enumerate(days.limits, first + 1):
        title = check.limit.title[0].upper() + check.limit.title[1:]
        applies = APPLIES if check.truth else MAY_APPLY
        cells = title, check.figure or "check it", check.stay, check.result, applies
        for column, cell in enumerate(cells):
            sheet.put(row, column, cell)
    for row, said in enumerate(days.assumptions, first + len(days.limits) + 2):
        sheet.line(row, columns, said)


def _applies(verdict: Verdict) -> str:
    return APPLIES if verdict.truth else MAY_APPLY
