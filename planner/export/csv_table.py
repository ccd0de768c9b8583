"""The checklist as a table of comma-separated values: a row for each day of each task."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from planner.export.colophon import colophon, plan_name
from planner.plan.checklist import is_good_practice, not_listed
from planner.rules.judgement import certainty
from planner.rules.model import Library, Plan, PlannedItem
from planner.rules.phrases import one_line

HEAD = (
    *("kind", "id", "number", "task", "owner", "phase", "act by", "due", "when", "status"),
    *("certainty", "after", "why", "rank", "steps"),
)
# What spreadsheet programs take for the beginning of a formula, full-width forms included. Where
# they divide at semicolons, whatever the file says, a cell of theirs can begin inside one of ours.
FORMULA = re.compile(r"(^|;)([\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def checklist_csv(
    plan: Plan, library: Library, *, person: str = "", done: Collection[str] = ()
) -> bytes:
    """Return the tasks, all or those of one owner, then what is open and what the file is.

    Every row has a cell for each column, and its kind in the first, to tell tasks from the rest.
    """
    rows = [HEAD, *_rows(plan, library, person, frozenset(done))]
    # The mark in front tells Excel that this is UTF-8.
    return ("\ufeff" + "".join(f"{_row(row)}\r\n" for row in rows)).encode()


def safe_cell(text: str) -> str:
    """Return text on one line that no spreadsheet takes for a formula."""
    return FORMULA.sub(r"\1\2'", one_line(text))


def _row(cells: Iterable[str]) -> str:
    return ",".join('"{}"'.format(safe_cell(cell).replace('"', '""')) for cell in cells)


def _rows(
    plan: Plan, library: Library, person: str, done: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    for planned in sorted(plan.checklist, key=is_good_practice):
        if person in ("", planned.item.owner):
            yield from _task_rows(planned, library, done)
            if said := not_listed(planned):
                yield _filled_up("note", planned.item.id, "", said)
    for gap in plan.gaps:
        yield _filled_up("open question", gap.question, "", library.questions[gap.question].ask)
    for said in (plan_name(plan), *colophon(plan, library)):
        yield _filled_up("note", "", "", said)


def _filled_up(*cells: str) -> tuple[str, ...]:
    return (*cells, *[""] * (len(HEAD) - len(cells)))


def _task_rows(
    planned: PlannedItem, library: Library, done: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    item = planned.item
    days: list[tuple[str, date | None, date | None]] = [
        (str(each.number), each.act_by, each.due) for each in planned.occurrences
    ]
    for number, act_by, due in days or [("", planned.act_by, planned.due)]:
        yield (
            "task",
            item.id,
            number,
            item.title,
            library.owners[item.owner].title,
            library.phases[item.phase].title,
            act_by.isoformat() if act_by else "",
            due.isoformat() if due else "",
            item.due_rule.text,
            "done" if item.id in done else planned.status,
            certainty(planned.verdict),
            "; ".join(planned.after),
            item.why,
            planned.rank.replace("_", " "),
            " ".join(step.text for step in item.steps),
        )
