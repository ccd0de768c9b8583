"""Checks of the passages of clauses: their points, and the words that need a condition.

`belongs.toml` beside this file has the words: each with the conditions that it needs. It also lists
the clauses whose paragraphs are still to name their points.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from planner.content.clause_text import POINT, plain
from planner.content.loader import VOICES
from planner.lint.entries import at
from planner.plan.passages import passages
from planner.rules.judgement import named_conditions
from planner.rules.model import Clause, Library, Paragraph, Rule, Run

BELONGS = Path(__file__).with_name("belongs.toml")
FEWEST = 2  # entries that a list keeps in every case


@dataclass(frozen=True, slots=True)
class Needed:
    """A word or a pattern, and the conditions of which a passage with it needs one.

    `when` are to hold, `unless` are not to. `may` has, by clause, why the word may stand there.
    """

    pattern: re.Pattern[str]
    when: tuple[str, ...]
    unless: tuple[str, ...]
    may: dict[str, str]

    def is_met_by(self, rules: Sequence[Rule]) -> bool:
        """Say whether one of the rules of a passage asks for one of the conditions."""
        held = {name for rule in rules for name in rule.when}
        ruled_out = {name for rule in rules for name in rule.unless}
        return bool(held & {*self.when} or ruled_out & {*self.unless})


@cache
def needed_words() -> tuple[Needed, ...]:
    """Return the table of words, in the order of its file."""
    rows = tomllib.loads(BELONGS.read_text("utf-8"))["words"]
    return tuple(
        Needed(
            re.compile(row["pattern"], re.IGNORECASE),
            tuple(row.get("when", ())),
            tuple(row.get("unless", ())),
            dict(row.get("may", {})),
        )
        for row in rows
    )


def find_wrong_points(library: Library) -> Iterator[str]:
    """Yield every fault of points and of words that need a condition, with its file and the fix."""
    for clause in library.clauses.values():
        yield from (f"{at(clause)}: {problem}" for problem in _wrong_points(clause))
        yield from (f"{at(clause)}: {problem}" for problem in _words_without(clause))
    yield from _unnamed(library)
    yield from _wrong_table(library)


def _unnamed(library: Library) -> Iterator[str]:
    """Yield each clause of several voices with a paragraph that names no point.

    An entry of a list names the point of the sentence that leads to it.
    """
    for clause in library.clauses.values():
        voices = {name: getattr(clause, name) for name in VOICES if getattr(clause, name)}
        found = [voice for voice, tree in voices.items() if _has_unnamed(tree)]
        if len(voices) > 1 and found:
            yield (
                f"{at(clause)}: “{found[0]}” has a paragraph that names no point; put {{id}} "
                "before it, and the id into “points”"
            )


def _has_unnamed(tree: Sequence[Paragraph]) -> bool:
    """Say whether a passage names no point; the lead of a list may leave that to its entries."""
    found = [(bool(names), paragraph.level) for names, paragraph in passages(tree)]
    return any(
        not named and (level or not after)
        for (named, level), (_, after) in pairwise([*found, (True, 0)])
    )


def _wrong_points(clause: Clause) -> Iterator[str]:
    voices = {name: getattr(clause, name) for name in VOICES if getattr(clause, name)}
    named = {voice: _named(tree) for voice, tree in voices.items()}
    unknown = set().union(*named.values()) - {*clause.points}
    for id in sorted(unknown):
        yield f"{{{id}}} is no point of this clause; add it to “points”"
    for id, point in clause.points.items():
        for voice, names in named.items():
            if id in names and voice in point.not_in:
                yield f"“{voice}” settles “{id}”; take it out of “not_in”"
            elif id not in names and voice not in point.not_in:
                yield f"“{voice}” leaves “{id}” out; settle it there, or say why in “not_in”"
        yield from (
            f"point {id}: this clause has no “{voice}”; take it out of “not_in”"
            for voice in point.not_in
            if voice not in voices
        )
    if not unknown:
        for voice, tree in voices.items():
            yield from (f"“{voice}” {problem}" for problem in _emptied(clause, tree))


def _named(tree: Sequence[Paragraph]) -> set[str]:
    return {run.of for paragraph in tree for run in paragraph.runs if run.kind == POINT}


def _emptied(clause: Clause, tree: Sequence[Paragraph]) -> Iterator[str]:
    """Yield what could be left empty: the whole text, or a list."""
    always = [p for names, p in passages(tree) if not _rules(clause, names)]
    if not always:
        yield "may be left without a word; let one passage stand in every case"
    entries = 0
    for place, paragraph in enumerate((*tree, Paragraph(0, ()))):
        if paragraph.level:
            entries += not _rules(clause, tuple(_named([paragraph])))
        elif place and tree[place - 1].level and entries < FEWEST:
            yield "has a list of which less than two entries stand in every case; write sentences"
        entries = entries if paragraph.level else 0


def _rules(clause: Clause, names: Sequence[str]) -> list[Rule]:
    """Return the rules of points that ask for anything."""
    found = [clause.points[name].applies for name in names]
    return [rule for rule in found if rule != Rule()]


def _words_without(clause: Clause) -> Iterator[str]:
    """Yield each word that stands in a passage without the condition that it needs."""
    for voice in VOICES:
        for names, passage in passages(getattr(clause, voice)):
            rules = [clause.applies, *_rules(clause, [id for id in names if id in clause.points])]
            words = "".join(_text(run) for run in passage.runs)
            for needed in needed_words():
                found = needed.pattern.search(words)
                if found and clause.id not in needed.may and not needed.is_met_by(rules):
                    wanted = [*needed.when, *(f"unless {name}" for name in needed.unless)]
                    yield (
                        f"“{voice}” says “{found[0]}”, which needs {' or '.join(wanted)}; put the "
                        "sentence under a point with that condition, or word it without"
                    )


def _text(run: Run) -> str:
    return plain([run]) if run.text else ""


def _wrong_table(library: Library) -> Iterator[str]:
    for needed in needed_words():
        where = f"lint/belongs.toml, {needed.pattern.pattern}"
        for name in (*needed.when, *needed.unless):
            if name not in named_conditions():
                yield f"{where}: no condition “{name}” in conditions.py; correct it"
        if not (needed.when or needed.unless):
            yield f"{where}: needs nothing; give “when” or “unless”"
        for id in needed.may:
            if id not in library.clauses:
                yield f"{where}: no clause “{id}”; take it out of “may”"
            elif not any(
                needed.pattern.search("".join(map(_text, passage.runs)))
                for voice in VOICES
                for _, passage in passages(getattr(library.clauses[id], voice))
            ):
                yield f"{where}: “{id}” does not say that any more; take it out of “may”"
