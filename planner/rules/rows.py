"""An answer in rows, such as a list of periods: read row by row, with each problem at its cell."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from planner.rules.model import Question, Row, Value
from planner.rules.words import long_date, say

ID = "id"
UNSURE = "unsure"
MOST_ROWS = 50

type Read = Callable[[object, Question], Value | None]
# What is wrong: the cell as `row id/column`, or nothing for the answer as a whole, and a sentence.
type Found = tuple[str, str]


def read_rows(
    raw: object, question: Question, read: Read
) -> tuple[tuple[Row, ...] | None, list[Found]]:
    """Return the rows and every problem; with a problem the answer counts as not given.

    A raw row is a table with an optional `id` and the columns. Rows without any value are left out;
    an empty list is an answer, "none". `read` reads one cell as a question; `ValueError` says what
    is wrong with it.
    """
    if raw is None or raw == UNSURE or (isinstance(raw, str) and not raw.strip()):
        return None, []
    if not isinstance(raw, list) or not all(isinstance(each, Mapping) for each in raw):
        columns = ", ".join(column.id for column in question.columns)
        return None, [("", say("rows.not_rows", columns=columns))]
    if len(raw) > MOST_ROWS:
        return None, [("", say("rows.too_many", most=MOST_ROWS))]
    rows: list[Row] = []
    problems: list[Found] = []
    for id, given in _with_ids(raw):
        row, found = _read_row(id, given, question, read)
        problems += found
        if row.cells:
            rows.append(row)
    if problems or (raw and not rows):
        return None, problems
    return tuple(rows), []


def period(row: Row) -> tuple[date, date] | None:
    """Return the first and the last day of a row with columns `from` and `to`."""
    first, last = row.get("from"), row.get("to")
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None


def row_text(row: Row) -> str:
    """Return a row on one line, such as `1 January 2026 to 30 June 2026`."""
    if found := period(row):
        return say("rows.period", first=found[0], last=found[1])
    cells = (cell for _, cell in row.cells)
    return say("lists.comma").join(long_date(c) if isinstance(c, date) else str(c) for c in cells)


def _with_ids(raw: list[Mapping[str, object]]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield each row with an id of its own: that in the file, or its number."""
    used: set[str] = set()
    for number, given in enumerate(raw, 1):
        id = given.get(ID)
        name = id if isinstance(id, str) and id and id not in used else str(number)
        while name in used:
            name += "-"
        used.add(name)
        yield name, given


def _read_row(
    id: str, given: Mapping[str, object], question: Question, read: Read
) -> tuple[Row, list[Found]]:
    cells: dict[str, Value] = {}
    problems: list[Found] = []
    known = {ID, *(column.id for column in question.columns)}
    for name in (name for name in given if name not in known):
        problems.append(("", say("rows.no_column", name=name, columns=", ".join(sorted(known)))))
    for column in question.columns:
        try:
            value = read(given.get(column.id), column)
        except ValueError as problem:
            problems.append((f"{id}/{column.id}", str(problem)))
            continue
        if value is not None and value != "":
            cells[column.id] = value
    if not cells and not problems:
        return Row(id, ()), []
    faulty = {cell for cell, _ in problems}
    problems += [
        (f"{id}/{column.id}", say("rows.missing", label=column.label))
        for column in question.columns
        if column.required and column.id not in cells and f"{id}/{column.id}" not in faulty
    ]
    row = Row(id, tuple(cells.items()))
    found = period(row)
    if found and found[1] < found[0]:
        problems.append((f"{id}/to", say("rows.ends_before_it_starts", first=found[0])))
    return row, problems
