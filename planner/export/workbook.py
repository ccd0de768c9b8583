"""What the sheets of the workbook hold, but for the costs (`cost_worksheet.py`)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.export.cost_worksheet import fill_costs
from planner.export.imprint import imprint, made, plan_name, short_name
from planner.export.rendering import stage_words
from planner.export.spreadsheet import Book, Cell, Column, Sheet, listed
from planner.plan.checklist import not_listed, task_names
from planner.plan.groups import risks_of, tasks_of
from planner.plan.schedule import latest_day
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
from planner.rules.truth import Truth
from planner.rules.words import say

LONGEST_NAME = 36  # of each of the two names in a footer
USED_IN, AFTER, WAITS, STEPS = 60, 50, 30, 60  # widths of columns that hold lists
# The sheets in their order, by the keys of their names.
SHEETS = ("checklist", "recurring", "risks", "costs", "days", "open", "sources")
STATUSES = ("to_do", "in_progress", "done", "not_needed")
STANDS = ("open", "settled")


def workbook(
    plan: Plan, library: Library, *, person: str = "", done: Collection[str] = ()
) -> bytes:
    """Return the workbook; with `person` the tasks, dates, risks and sources are those of one.

    Pay and costs are only for owners who work with them.
    """
    about = say("workbook.about", made=made(plan))
    book = Book(short_name(plan, LONGEST_NAME), about, plan.today, decimal_places(plan.facts))
    filler = Filler(plan, library, person, frozenset(done), task_names(plan))
    filler.read_me(book.sheet(say("workbook.sheet.read_me")))
    filler.checklist(book.sheet(say("workbook.sheet.checklist")))
    filler.recurring(book.sheet(say("workbook.sheet.recurring")))
    filler.risks(book.sheet(say("workbook.sheet.risks")))
    if filler.sees_costs:
        fill_costs(book.sheet(say("workbook.sheet.costs")), plan, library)
    if plan.days:
        fill_days(book.sheet(say("workbook.sheet.days")), plan.days)
    filler.open_points(book.sheet(say("workbook.sheet.open")))
    filler.sources(book.sheet(say("workbook.sheet.sources")))
    return book.closed()


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills the sheets of one plan for one owner or for all."""

    plan: Plan
    library: Library
    person: str
    done: frozenset[str]
    names: Mapping[str, str]

    @property
    def sees_costs(self) -> bool:
        """Say whether this is for everyone together, or for an owner who works with pay."""
        return not self.person or "costs" in self.library.owners[self.person].sees

    def read_me(self, sheet: Sheet) -> None:
        """Say what the file is, what the sheets are for and what is known of the countries."""
        columns = [Column("", 30), Column("", 90)]
        sheet.widths(*(column.width for column in columns))
        sheet.line(0, columns, plan_name(self.plan), "title")
        absent = {"days"} if not self.plan.days else set()
        absent |= {"costs"} if not self.sees_costs else set()
        held = [name for name in SHEETS if name not in absent]
        lines = [(say("workbook.stage"), stage_words(self.plan, self.done))]
        lines += [(say("workbook.about_this_file"), "")]
        lines += [("", said) for said in imprint(self.plan, self.library)]
        lines += [(say("workbook.sheets"), "")]
        lines += [(say(f"workbook.sheet.{each}"), say(f"workbook.for.{each}")) for each in held]
        lines += [(say("workbook.countries"), "")] if self.plan.places else []
        lines += [(place.name, place.about) for place in self.plan.places]
        for row, (name, said) in enumerate(lines, 2):
            sheet.row(row, columns, (name, said), "plain" if said else "strong")

    def checklist(self, sheet: Sheet) -> None:
        """List the tasks; the status is chosen in the sheet, and its colour follows."""
        columns = [
            Column(say("workbook.head.task"), 60),
            self._owners(),
            Column(say("workbook.head.status"), 12, _choices("status", STATUSES)),
            Column(say("workbook.head.act_by"), 17),
            Column(say("workbook.head.due"), 17),
            Column(say("workbook.head.passed"), 11),
            Column(say("workbook.head.when"), 26),
            Column(say("workbook.head.phase"), 10),
            Column(say("workbook.head.applies"), 11),
            Column(say("workbook.head.rank"), 14),
            Column(say("workbook.head.steps"), STEPS),
            Column(say("workbook.head.after"), AFTER),
            Column(say("workbook.head.waits"), WAITS),
            Column(say("workbook.head.why"), 80),
            Column(say("workbook.head.latest"), 17),
            Column(say("workbook.head.id"), 30),
        ]
        rows = [self._task(planned) for planned in self._tasks()]
        sheet.table(columns, rows, printed=9)
        size = len(rows), len(columns)
        sheet.shade(*size, _finished(), "done")
        sheet.shade(*size, _has_passed("O"), "stop")
        sheet.shade(*size, _has_passed("E"), "check")
        sheet.shade(*size, f'=$I2="{say("workbook.may_apply")}"', "maybe")

    def recurring(self, sheet: Sheet) -> None:
        """List each day of the tasks that come again, in their order."""
        columns = [
            Column(say("workbook.head.task"), 70),
            self._owners(),
            Column(say("workbook.head.status"), 12, _choices("status", STATUSES)),
            Column(say("workbook.head.act_by"), 17),
            Column(say("workbook.head.due"), 17),
            Column(say("workbook.head.number"), 9),
            Column(say("workbook.head.latest"), 17),
            Column(say("workbook.head.id"), 30),
        ]
        days = [pair for planned in self._tasks() for pair in self._days(planned)]
        rows = [row for _, row in sorted(days, key=lambda pair: pair[0])]
        sheet.table(columns, rows, printed=6)
        sheet.shade(len(rows), len(columns), _finished(), "done")
        sheet.shade(len(rows), len(columns), _has_passed("G"), "stop")
        sheet.shade(len(rows), len(columns), _has_passed("D"), "check")
        said = [(p.item.title, not_listed(p)) for p in self._tasks() if not_listed(p)]
        for row, (task, words) in enumerate(said, len(rows) + 2):
            sheet.line(row, columns, f"{task}: {words}")

    def risks(self, sheet: Sheet) -> None:
        """List the risks with what to do about them."""
        columns = [
            Column(say("workbook.head.risk"), 40),
            Column(say("workbook.head.level"), 9),
            Column(say("workbook.head.state"), 10, _choices("state", STANDS)),
            self._owners(),
            Column(say("workbook.head.what_to_do"), 56),
            Column(say("workbook.head.why"), 56),
            Column(say("workbook.head.applies"), 11),
            Column(say("workbook.head.rank"), 14),
            Column(say("workbook.head.waits"), WAITS),
            Column(say("workbook.head.id"), 30),
        ]
        rows = [self._risk(planned) for planned in self._risks()]
        sheet.table(columns, rows, printed=6)
        sheet.shade(
            len(rows), len(columns), f'=$C2="{say("workbook.choice.state.settled")}"', "done"
        )
        for level in ("stop", "check"):
            title = self.library.levels[level].title
            sheet.shade(len(rows), len(columns), f'=$B2="{title}"', level)

    def open_points(self, sheet: Sheet) -> None:
        """List the questions without an answer, with room for it."""
        titles = dict(self._titles())
        columns = [
            Column(say("workbook.head.question"), 55),
            Column(say("workbook.head.answer"), 40, look="answer"),
            Column(say("workbook.head.in_short"), 30),
            Column(say("workbook.head.used_in"), USED_IN),
            Column(say("workbook.head.id"), 26),
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
            Column(say("workbook.head.source"), 50),
            Column(say("workbook.head.publisher"), 30),
            Column(say("workbook.head.as_of"), 17),
            Column(say("workbook.head.certainty"), 12),
            Column(say("workbook.head.changing"), 18),
            Column(say("workbook.head.address"), 58),
            Column(say("workbook.head.id"), 30),
        ]
        rows = [self._source(name) for name in dict.fromkeys(self._sources())]
        sheet.table(columns, rows, printed=6)

    def _owners(self) -> Column:
        return Column(
            say("workbook.head.owner"),
            17,
            tuple(owner.title for owner in self.library.owners.values()),
        )

    def _tasks(self) -> list[PlannedItem]:
        return tasks_of(self.plan, self.library, self.person)

    def _risks(self) -> list[PlannedRisk]:
        return [p for _, mine in risks_of(self.plan, self.library, self.person) for p in mine]

    def _task(self, planned: PlannedItem) -> list[Cell]:
        item = planned.item
        return [
            item.title,
            self.library.owners[item.owner].title,
            _status(item.id in self.done),
            planned.act_by,
            planned.due,
            "" if item.id in self.done else _passed(planned.status),
            item.due_rule.text,
            self.library.phases[item.phase].title,
            _applies(planned.verdict.truth),
            say(f"checklist.rank.{planned.rank}"),
            "\n".join(self._steps(item)),
            listed([self.names[id] for id in planned.after], AFTER),
            self._waits(planned.verdict),
            item.why,
            planned.must_by,
            item.id,
        ]

    def _steps(self, item: ChecklistItem) -> Iterator[str]:
        for step in item.steps:
            yield f"{'☑' if f'{item.id}/{step.id}' in self.done else '☐'} {step.text}"

    def _days(self, planned: PlannedItem) -> Iterator[tuple[date, list[Cell]]]:
        owner = self.library.owners[planned.item.owner].title
        status = _status(planned.item.id in self.done)
        for each in planned.occurrences:
            latest = latest_day(planned.item, each.due, self.plan.facts, self.plan.today)
            days = each.act_by, each.due, each.number, latest
            yield each.act_by, [planned.item.title, owner, status, *days, planned.item.id]

    def _risk(self, planned: PlannedRisk) -> list[Cell]:
        risk = planned.risk
        return [
            risk.title,
            self.library.levels[risk.level].title,
            say(
                "workbook.choice.state.settled"
                if risk.id in self.done
                else "workbook.choice.state.open"
            ),
            self.library.owners[risk.owner].title,
            risk.action,
            risk.why,
            _applies(planned.verdict.truth),
            say(f"checklist.rank.{risk.rank}"),
            self._waits(planned.verdict),
            risk.id,
        ]

    def _waits(self, verdict: Verdict) -> str:
        return listed([self.library.questions[name].label for name in verdict.waits_for], WAITS)

    def _titles(self) -> Iterator[tuple[str, str]]:
        yield "costs", say("workbook.cost_worksheet")
        for document in self.plan.documents:
            yield document.outline.id, document.outline.title
            for clause in (clause for part in document.parts for clause in part.clauses):
                yield clause.clause.id, say("workbook.clause", title=clause.clause.title)
        for planned in self.plan.checklist:
            yield planned.item.id, self.names[planned.item.id]
        for risk in self.plan.risks:
            yield risk.risk.id, say("workbook.risk", title=risk.risk.title)

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
        changing = say("sources.changing") if source.changing else ""
        certainty = say(f"sources.certainty.{source.certainty}")
        certainty = say("sources.not_confirmed") if source.basis == "GK" else certainty
        known = source.title, source.publisher, source.checked, certainty
        return [*known, changing, source.url, name]


def fill_days(sheet: Sheet, days: Days) -> None:
    """Write the day counts, then each limit, then how they are counted."""
    columns = [
        Column(say("workbook.head.stretch"), 60),
        Column(say("workbook.head.from"), 22),
        Column(say("workbook.head.to"), 22),
        Column(say("days.column", where=days.where), 22),
        Column(say("workbook.head.working_days"), 14),
    ]
    rows: list[list[Cell]] = [
        [each.label, each.first, each.last, each.days, each.working] for each in days.counts
    ]
    sheet.table(columns, rows)
    first = len(rows) + 2
    heads = ("limit", "figure", "this_secondment", "result", "applies") if days.limits else ()
    for column, key in enumerate(heads):
        sheet.put(first, column, say(f"workbook.head.{key}"), "head")
    for row, check in enumerate(days.limits, first + 1):
        title = check.limit.title[0].upper() + check.limit.title[1:]
        applies = _applies(check.truth)
        cells = title, check.figure or say("days.check_it"), check.stay, check.result, applies
        for column, cell in enumerate(cells):
            sheet.put(row, column, cell)
    for row, said in enumerate(days.assumptions, first + len(days.limits) + 2):
        sheet.line(row, columns, said)


def _applies(truth: Truth) -> str:
    return say("workbook.applies" if truth else "workbook.may_apply")


def _passed(status: str) -> str:
    return say(f"workbook.passed.{status}") if status in ("overdue", "tight") else ""


def _has_passed(column: str) -> str:
    """Return the formula for a task of which a day has passed when the sheet is read."""
    return f'=AND(${column}2<>"",${column}2<TODAY())'


def _status(is_done: bool) -> str:
    return say("workbook.choice.status.done" if is_done else "workbook.choice.status.to_do")


def _choices(kind: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return what may be chosen in a column: a status of a task, a state of a risk."""
    return tuple(say(f"workbook.choice.{kind}.{key}") for key in keys)


def _finished() -> str:
    """Return the formula for a task that nobody has to do any more."""
    done, unneeded = say("workbook.choice.status.done"), say("workbook.choice.status.not_needed")
    return f'=OR($C2="{done}",$C2="{unneeded}")'
