"""Clause text: from the marks people write to a small tree of paragraphs and runs.

A blank line ends a paragraph, `(a)` begins a list entry, `**Term**` is a defined term, `[[slot]]`
a reference to the clause in that slot, `{{ name }}` an answer or a figure.
"""

import re
from collections.abc import Iterable

from planner.rules.model import Paragraph, Run

MARKS = re.compile(
    r"\*\*(?P<term>[^*]+)\*\*"
    r"|\[\[(?P<reference>[a-z0-9-]+)\]\]"
    r"|\{\{ (?P<placeholder>[a-z0-9_]+) \}\}"
)
ENTRY = re.compile(r"\(([a-z])\) ")
LEFTOVER = re.compile(r"\*\*|\[\[|\]\]|\{\{|\}\}")


def parse_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a clause; `ValueError` names a mark that was not understood."""
    return tuple(_paragraph(block) for block in _blocks(text))


def parse_runs(text: str) -> tuple[Run, ...]:
    """Split one line of text at its marks; `ValueError` names a mark that was not understood."""
    runs: list[Run] = []
    position = 0
    for match in MARKS.finditer(text):
        runs += _words(text[position : match.start()])
        kind = match.lastgroup or "words"
        runs.append(Run(kind, match[kind]))
        position = match.end()
    return (*runs, *_words(text[position:]))


def plain(runs: Iterable[Run]) -> str:
    """Return the words of placed runs without their marks; a blank to be filled has none."""
    runs = tuple(runs)
    if unfilled := named(runs, "placeholder"):
        raise ValueError(f"the blanks {', '.join(unfilled)} are to be filled before this is shown")
    return "".join(run.text for run in runs)


def named(runs: Iterable[Run], kind: str) -> list[str]:
    """Return what the runs of one kind name, in order."""
    return [run.text for run in runs if run.kind == kind]


def _blocks(text: str) -> list[str]:
    """Join lines that belong together; a blank line or a list entry begins a new block."""
    blocks: list[list[str]] = [[]]
    for line in text.strip().splitlines():
        if not line.strip() or ENTRY.match(line):
            blocks.append([])
        if line.strip():
            blocks[-1].append(line.strip())
    return [" ".join(block) for block in blocks if block]


def _paragraph(block: str) -> Paragraph:
    entry = ENTRY.match(block)
    return Paragraph(1 if entry else 0, parse_runs(block[entry.end() :] if entry else block))


def _words(text: str) -> list[Run]:
    if LEFTOVER.search(text):
        raise ValueError(f"a mark that is not understood in “{text.strip()}”")
    return [Run("words", text)] if text else []
