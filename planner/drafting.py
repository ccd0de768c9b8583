"""From outlines to numbered documents: one clause a slot, blanks filled, references resolved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase

from planner.clause_text import named
from planner.judgement import Case
from planner.model import (
    Clause,
    Library,
    Outline,
    Paragraph,
    PlannedClause,
    PlannedDocument,
    PlannedPart,
    Recommendation,
    Run,
    Secondment,
    Verdict,
)
from planner.phrases import gap_text, phrase

DEFINITIONS = "definitions"
SCHEDULE = "Schedule"
BULLET = re.compile(r"^\s*(?:[-*•–]\s+)?")
MANY = 2  # lines that make a list
Chosen = Mapping[str, tuple[Clause, Verdict]]


def draft_documents(case: Case) -> tuple[PlannedDocument, ...]:
    """Return the documents the case calls for; while that is unknown, the default ones."""
    judged = [(o, case.judge(o.gate)) for o in case.library.outlines.values()]
    instead = [(o, verdict) for o, verdict in judged if o.instead and verdict.truth]
    wanted = instead or [
        (outline, verdict)
        for outline, verdict in judged
        if verdict.truth or (verdict.truth is None and outline.default)
    ]
    return tuple(_draft(outline, verdict, case) for outline, verdict in wanted)


def recommend_structure(case: Case) -> Recommendation | None:
    """Return who best signs what: the first advice that applies; nothing for a running case."""
    if case.facts.change != "no":
        return None
    for advice in case.library.structures.values():
        verdict = case.judge(advice.gate)
        if verdict.truth:
            differs = case.facts.structure not in (None, "", advice.structure)
            return Recommendation(advice, verdict, advice.mind if differs else advice.advice)
    return None


def choose_clause(slot: str, case: Case) -> tuple[Clause, Verdict] | None:
    """Return the clause for a slot: the one that applies, else the default while one may apply."""
    judged = [(clause, case.judge(clause.gate)) for clause in case.rivals.get(slot, ())]
    for clause, verdict in judged:
        if verdict.truth:
            return clause, verdict
    open_rivals = [(clause, verdict) for clause, verdict in judged if verdict.truth is None]
    if not open_rivals:
        return None
    defaults = [(clause, verdict) for clause, verdict in open_rivals if clause.default]
    clause, verdict = (defaults or open_rivals)[0]
    waiting = dict.fromkeys(q for _, rival in open_rivals for q in rival.waits_for)
    return clause, replace(verdict, waits_for=tuple(waiting))


def _draft(outline: Outline, verdict: Verdict, case: Case) -> PlannedDocument:
    facts, library = case.facts, case.library
    slots = [slot for part in outline.parts for slot in part.slots]
    found = {slot: choose_clause(slot, case) for slot in slots}
    chosen = {slot: choice for slot, choice in found.items() if choice}
    numbers = _numbers(outline, chosen)
    terms = _terms_used(outline.voice, chosen, library)

    def place(slot: str) -> PlannedClause:
        clause, clause_verdict = chosen[slot]
        tree = list(_with_definitions(clause.voiced(outline.voice), terms, library))
        paragraphs = [
            listed
            for paragraph in tree
            for listed in _listed(
                _filled(paragraph, chosen, numbers, outline.voice, facts, library)
            )
        ]
        names = [name for p in tree for name in named(p.runs, "placeholder")]
        missing = (case.open_question(n) for n in names if not phrase(n, facts, library))
        return PlannedClause(
            clause=clause,
            verdict=clause_verdict,
            number=numbers[slot],
            paragraphs=tuple(_labelled(paragraphs, numbers[slot])),
            gaps=tuple(dict.fromkeys(name for name in missing if name)),
        )

    parts = (
        PlannedPart(part.title, tuple(place(slot) for slot in part.slots if slot in chosen))
        for part in outline.parts
    )
    return PlannedDocument(
        outline=outline, verdict=verdict, parts=tuple(part for part in parts if part.clauses)
    )


def _numbers(outline: Outline, chosen: Chosen) -> dict[str, str]:
    """Return 1, 2, 3 for the body of a document and Schedule 1, Schedule 2 for its schedules."""
    numbers: dict[str, str] = {}
    for schedules, prefix in ((False, ""), (True, f"{SCHEDULE} ")):
        parts = [part for part in outline.parts if part.schedules is schedules]
        slots = [slot for part in parts for slot in part.slots if slot in chosen]
        numbers |= {slot: f"{prefix}{place}" for place, slot in enumerate(slots, 1)}
    return numbers


def _terms_used(voice: str, chosen: Chosen, library: Library) -> list[str]:
    """Return the defined terms that the chosen clauses and their definitions use, sorted."""
    waiting = [
        term
        for clause, _ in chosen.values()
        for paragraph in clause.voiced(voice)
        for term in named(paragraph.runs, "term")
    ]
    used: set[str] = set()
    while waiting:
        term = waiting.pop()
        if term not in used:
            used.add(term)
            waiting += named(library.definitions[term], "term")
    return sorted(used)


def _with_definitions(
    tree: Sequence[Paragraph], terms: Sequence[str], library: Library
) -> Iterator[Paragraph]:
    """Put the definitions in the place of their marker."""
    for paragraph in tree:
        if paragraph.runs != (Run("reference", DEFINITIONS),):
            yield paragraph
            continue
        for term in terms:
            yield Paragraph(
                2, (Run("term", term), Run("words", " means "), *library.definitions[term])
            )


def _filled(
    paragraph: Paragraph,
    chosen: Chosen,
    numbers: Mapping[str, str],
    voice: str,
    facts: Secondment,
    library: Library,
) -> Paragraph:
    runs: list[Run] = []
    for run in paragraph.runs:
        if run.kind == "placeholder":
            words = phrase(run.text, facts, library)
            filled = Run("words", words) if words else Run("gap", gap_text(run.text, library))
            runs.append(filled)
        elif run.kind == "reference":
            noun = "clause " if voice == "text" else "section "
            first = not runs or runs[-1].text.endswith((". ", ": "))
            number = numbers[run.text]
            if not number.startswith(SCHEDULE):
                number = (noun.capitalize() if first else noun) + number
            runs.append(Run("reference", f"{number} ({chosen[run.text][0].title})"))
        else:
            runs.append(run)
    return Paragraph(paragraph.level, tuple(runs))


def _listed(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Make a list of an answer of several lines that ends a sub-clause; its own bullets go."""
    *before, last = paragraph.runs
    if paragraph.level or not before or last.kind != "words" or "\n" not in last.text:
        yield paragraph
        return
    lines = [BULLET.sub("", line) for line in last.text.splitlines() if line.strip()]
    if len(lines) < MANY:
        yield paragraph
        return
    before[-1] = replace(before[-1], text=before[-1].text.rstrip())
    yield replace(paragraph, runs=tuple(before))
    for line in lines:
        yield Paragraph(1, (Run("words", line),))


def _labelled(paragraphs: Sequence[Paragraph], number: str) -> Iterator[Paragraph]:
    """Yield sub-clauses numbered 7.1, 7.2 (1, 2 in a schedule), entries (a), definitions bare."""
    prefix = "" if number.startswith(SCHEDULE) else f"{number}."
    sub = entry = 0
    for paragraph in paragraphs:
        if paragraph.level == 0:
            sub, entry = sub + 1, 0
            yield Paragraph(0, paragraph.runs, f"{prefix}{sub}")
        elif paragraph.level == 1:
            yield Paragraph(1, paragraph.runs, f"({ascii_lowercase[entry]})")
            entry += 1
        else:
            yield paragraph
