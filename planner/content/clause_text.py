"""Clause text: from the marks people write to a small tree of paragraphs and runs.

A blank line ends a paragraph, `(a)` begins a list entry, `**Term**` is a defined term, `[[slot]]`
a reference to the clause in that slot, `{{ name }}` an answer or a figure. A paragraph that is
`[[definitions]]` and nothing else stands for the definitions that a document uses. `{name}` before
a sentence names the point that it settles, with all that follows up to the next such mark or the
end of the paragraph and of its list.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from planner.rules.model import Paragraph, Run

MARKS = re.compile(
    r"\*\*(?P<term>[^*]+)\*\*"
    r"|\[\[(?P<reference>[a-z0-9-]+)\]\]"
    r"|\{\{ (?P<placeholder>[a-z0-9_]+) \}\}"
    r"|(?<!\{)\{(?P<point>[a-z0-9]+(?:-[a-z0-9]+)*)\}(?: |$)"
)
ENTRY = re.compile(r"\(([a-z])\) ")
DEFINITIONS = "definitions"
POINT = "point"
SENTENCE_ENDS = (". ", ": ")
LEFTOVER = re.compile(r"\*\*|\[\[|\]\]|\{\{|\}\}|\{\w")


def parse_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a clause; `ValueError` names a mark that was not understood."""
    return tuple(_paragraph(block) for block in _blocks(text))


def parse_runs(text: str) -> tuple[Run, ...]:
    """Split one line of text at its marks; `ValueError` names a mark that was not understood."""
    runs: list[Run] = []
    position = 0
    for match in MARKS.finditer(text):
        runs += _words(text[position : match.start()])
        opens = not runs or runs[-1].kind == POINT or runs[-1].text.endswith(SENTENCE_ENDS)
        if match.lastgroup == POINT and not opens:
            raise ValueError(f"the point “{match[POINT]}” inside a sentence; put it before one")
        runs.append(_marked(match, opens))
        position = match.end()
    return (*runs, *_words(text[position:]))


def with_heads(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Return clause text in which each list entry has its heading marked, such as `Role`."""
    return tuple(_with_head(paragraph) for paragraph in paragraphs)


def plain(runs: Iterable[Run]) -> str:
    """Return the words of placed runs without their marks; what is to be placed yet has none."""
    runs = tuple(runs)
    if unplaced := [run.of for run in runs if run.of and not run.text]:
        raise ValueError(f"the blanks {', '.join(unplaced)} are to be filled before this is shown")
    return "".join(run.text for run in runs)


def named(runs: Iterable[Run], kind: str) -> list[str]:
    """Return what the runs of one kind refer to, in order: terms by their words, others by id."""
    return [run.of or run.text for run in runs if run.kind == kind]


def _blocks(text: str) -> list[str]:
    """Join lines that belong together; a blank line or a list entry begins a new block."""
    blocks: list[list[str]] = [[]]
    for line in text.strip().splitlines():
        if not line.strip() or ENTRY.match(line):
            blocks.append([])
        if line.strip():
            blocks[-1].append(line.strip())
    return [" ".join(block) for block in blocks if block]


def _marked(match: re.Match[str], opens: bool) -> Run:
    kind = match.lastgroup or "words"
    if kind == "term":
        return Run(kind, match[kind])
    return Run(kind, of=match[kind], opens=opens and kind == "reference")


def _with_head(paragraph: Paragraph) -> Paragraph:
    """Split the words at the first colon that ends a heading, and record where in the paragraph."""
    for place, run in enumerate(paragraph.runs if paragraph.level == 1 else ()):
        name, colon, rest = run.text.partition(": ")
        if run.kind == "words" and colon:
            split = (Run("words", name), Run("words", colon), Run("words", rest))
            runs = (*paragraph.runs[:place], *(each for each in split if each.text))
            head = place + bool(name)
            return replace(paragraph, runs=(*runs, *paragraph.runs[place + 1 :]), head=head)
    return paragraph


def _paragraph(block: str) -> Paragraph:
    if block == f"[[{DEFINITIONS}]]":
        return Paragraph(0, (Run(DEFINITIONS, of=DEFINITIONS),))
    entry = ENTRY.match(block)
    return Paragraph(1 if entry else 0, parse_runs(block[entry.end() :] if entry else block))


def _words(text: str) -> list[Run]:
    if LEFTOVER.search(text):
        raise ValueError(f"a mark that is not understood in “{text.strip()}”")
    return [Run("words", text)] if text else []
