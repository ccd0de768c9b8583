"""The passages of a clause that belong in a case: each by the point that it names.

Which clause stands in a slot, and what its blanks say, is decided in `drafting.py`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from planner.content.clause_text import POINT
from planner.rules.judgement import Case
from planner.rules.model import Clause, Paragraph, Point, Run

END = re.compile(r"(; and|; or|,? and|,? or|;|,|\.)$")


def fitting(clause: Clause, voice: str, case: Case) -> tuple[Paragraph, ...]:
    """Return the words of a clause in a voice that belong in a case, without its points.

    A passage stays while an answer is missing, unless its point asks for the answer.
    """
    tree = clause.voiced(voice)
    if not any(run.kind == POINT for paragraph in tree for run in paragraph.runs):
        return tree
    belongs = {id: _belongs(point, case) for id, point in clause.points.items()}
    return tuple(each for group in _with_lists(tree) for each in _kept(group, belongs))


def passages(tree: Iterable[Paragraph]) -> Iterator[tuple[tuple[str, ...], Paragraph]]:
    """Yield each passage as a paragraph of its own, with the points that it names.

    An entry of a list names its own point and that of the sentence which leads to the list.
    """
    leading: tuple[str, ...] = ()
    for paragraph in tree:
        outer = leading if paragraph.level else ()
        names, runs = outer, list[Run]()
        for run in (*paragraph.runs, Run(POINT)):
            if run.kind != POINT:
                runs.append(run)
                continue
            if runs:
                yield names, replace(paragraph, runs=tuple(runs), head=0)
            names, runs = ((*outer, run.of), []) if run.of else (names, [])
        leading = leading if paragraph.level else names


def _belongs(point: Point, case: Case) -> bool:
    truth = case.judge(point.applies).truth
    return truth is True if point.only_if_known else truth is not False


def _with_lists(tree: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield each paragraph together with the entries of the list that it leads to."""
    group: list[Paragraph] = []
    for paragraph in tree:
        if group and not paragraph.level:
            yield group
            group = []
        group.append(paragraph)
    if group:
        yield group


def _kept(group: Sequence[Paragraph], belongs: Mapping[str, bool]) -> Iterator[Paragraph]:
    lead, *entries = group
    runs, goes_on = _said(lead.runs, belongs)
    if runs:
        yield replace(lead, runs=runs)
    found = [(entry, _said(entry.runs, belongs)[0]) for entry in entries if goes_on]
    kept = [replace(e, runs=said, head=_head(e, said)) for e, said in found if said]
    yield from _closed(entries, kept) if len(kept) < len(entries) else kept


def _said(runs: Iterable[Run], belongs: Mapping[str, bool]) -> tuple[tuple[Run, ...], bool]:
    """Return the runs that belong, and whether what follows them in a list does."""
    kept: list[Run] = []
    goes_on = True
    for run in runs:
        if run.kind == POINT:
            goes_on = belongs[run.of]
        elif goes_on:
            kept.append(run)
    if kept and kept[-1].kind == "words":
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept), goes_on


def _head(entry: Paragraph, said: Sequence[Run]) -> int:
    """Return how many of the runs that are left name what the others say."""
    points = sum(run.kind == POINT for run in entry.runs[: entry.head])
    return min(entry.head - points, len(said)) if entry.head else 0


def _closed(entries: Sequence[Paragraph], kept: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Give the entries that are left of a list the ends that its last ones had: “; and” and “.”."""
    found = [END.search(entry.runs[-1].text) for entry in entries]
    ends = [end[0] if end else "" for end in found]
    for entry, end in zip(kept, ends[len(ends) - len(kept) :], strict=True):
        *before, last = entry.runs
        if last.kind == "words":
            last = replace(last, text=END.sub("", last.text) + end)
        yield replace(entry, runs=(*before, last))
