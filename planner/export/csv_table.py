"""The checklist as a table of comma-separated values: a row for each day of each task."""

import csv
import re
from collections.abc import Collection, Iterator
from datetime import date
from io import StringIO

from planner.export.imprint import imprint, plan_name
from planner.export.rendering import stage_words
from planner.plan.checklist import not_listed
from planner.plan.groups import tasks_of
from planner.rules.judgement import certainty
from planner.rules.model import Library, Plan, PlannedItem
from planner.rules.phrases import one_line

HEAD = (
    *("kind", "id", "number", "task", "owner", "phase", "act by", "due", "when", "status"),
    *("certainty", "after", "why", "rank", "steps", "waits for"),
)
# Characters that begin a formula in spreadsheet programs, full-width forms included. A program
# that splits at semicolons can begin a cell inside one of ours.
FORMULA = re.compile(r"(^|;)([\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")

type Row = dict[str, str]


def checklist_csv(
    plan: Plan, library: Library, *, person: str = "", done: Collection[str] = ()
) -> bytes:
    """Return the tasks, all or those of one owner, then what is open and what the file is.

    Every row has a cell for each column, and its kind in the first, to tell tasks from the rest.
    """
    text = StringIO()
    table = csv.DictWriter(text, HEAD, restval="", quoting=csv.QUOTE_ALL)
    table.writeheader()
    for row in _rows(plan, library, person, frozenset(done)):
        table.writerow({column: safe_cell(cell) for column, cell in row.items()})
    # The mark in front tells Excel that this is UTF-8.
    return f"\ufeff{text.getvalue()}".encode()


def safe_cell(text: str) -> str:
    """Return text on one line that no spreadsheet program reads as a formula."""
    return FORMULA.sub(r"\1\2'", one_line(text))


def _rows(plan: Plan, library: Library, person: str, done: frozenset[str]) -> Iterator[Row]:
    for planned in tasks_of(plan, library):
        if person in ("", planned.item.owner):
            yield from _task_rows(planned, library, done)
            if said := not_listed(planned):
                yield {"kind": "note", "id": planned.item.id, "task": said}
    for gap in plan.gaps:
        ask = library.questions[gap.question].ask
        yield {"kind": "open question", "id": gap.question, "task": ask}
    for said in (plan_name(plan), stage_words(plan, done), *imprint(plan, library)):
        yield {"kind": "note", "task": said}


def _task_rows(planned: PlannedItem, library: Library, done: frozenset[str]) -> Iterator[Row]:
    item = planned.item
    days: list[tuple[str, date | None, date | None]] = [
        (str(each.number), each.act_by, each.due) for each in planned.occurrences
    ]
    for number, act_by, due in days or [("", planned.act_by, planned.due)]:
        yield {
            "kind": "task",
            "id": item.id,
            "number": number,
            "task": item.title,
            "owner": library.owners[item.owner].title,
            "phase": library.phases[item.phase].title,
            "act by": act_by.isoformat() if act_by else "",
            "due": due.isoformat() if due else "",
            "when": item.due_rule.text,
            "status": "done" if item.id in done else planned.status,
            "certainty": certainty(planned.verdict),
            "after": "; ".join(planned.after),
            "why": item.why,
            "rank": planned.rank.replace("_", " "),
            "steps": " ".join(step.text for step in item.steps),
            "waits for": "; ".join(
                library.questions[name].label for name in planned.verdict.waits_for
            ),
        }
