"""Questions in rows, and the limits that count earlier loans: each agrees with the other."""

from collections.abc import Iterator

from planner.lint.entries import OPTION, at
from planner.plan.days import rules_of
from planner.rules.judgement import COUNTRIES_OF
from planner.rules.loans import EARLIER_LOANS
from planner.rules.model import Library

CELLS = ("date", "text")  # kinds of a column


def find_wrong_rows(library: Library) -> list[str]:
    """Return every fault in questions in rows and in what counts their rows, with the fix."""
    return [*_columns(library), *_earlier_loans(library), *_counted_limits(library)]


def _columns(library: Library) -> Iterator[str]:
    for question in library.questions.values():
        ids = [column.id for column in question.columns]
        if (question.kind == "rows") != bool(ids and question.row):
            yield f"{at(question)}: rows have “columns” and a “row”, and nothing else has them"
        if len(ids) != len(set(ids)) or not all(OPTION.fullmatch(id) for id in ids) or "id" in ids:
            yield f"{at(question)}: each column has its own id in snake_case, and none is “id”"
        for column in question.columns:
            if column.kind not in CELLS:
                yield f"{at(question)}: no column of “{column.kind}”; use {', '.join(CELLS)}"


def _earlier_loans(library: Library) -> Iterator[str]:
    """Check that the question is asked in the countries of the limits that read its answer."""
    wanted: dict[str, set[str]] = {name: set() for sides in COUNTRIES_OF.values() for name in sides}
    for rule in rules_of(library):
        limit = library.limits.get(rule.over)
        if limit and limit.counts_earlier and rule.place in library.places:
            for name in COUNTRIES_OF[rule.side]:
                wanted[name] |= {*library.places[rule.place].members}
    question = library.questions.get(EARLIER_LOANS)
    for name, codes in wanted.items():
        if question and {str(code) for code in question.asked_any.get(name, ())} != codes:
            yield f"{at(question)}: “asked_any” must hold for {name}: {', '.join(sorted(codes))}"


def _counted_limits(library: Library) -> Iterator[str]:
    for limit in library.limits.values():
        if limit.counts_earlier and limit.unit != "months":
            yield f"{at(limit)}: earlier loans are counted in months; correct the unit"
        for name in filter(None, (limit.break_limit, limit.window_limit)):
            if name not in library.limits or library.limits[name].unit != "months":
                yield f"{at(limit)}: “{name}” is no limit in months; correct it"
