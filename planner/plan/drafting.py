"""From outlines to numbered documents: one clause a slot, blanks filled, references resolved."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import starmap
from string import ascii_lowercase as letters

from planner.content.clause_text import DEFINITIONS, named
from planner.plan.passages import fitting
from planner.rules.judgement import Case
from planner.rules.model import (
    ANOTHER,
    Clause,
    Library,
    Outline,
    Paragraph,
    Part,
    PlannedClause,
    PlannedDocument,
    PlannedPart,
    Recommendation,
    Run,
    Verdict,
)
from planner.rules.phrases import before, gap_text, is_typed, phrase, stands_for, takes_on
from planner.rules.words import say

DEFINITION = 2  # the level of a paragraph that defines a term
MANY = 2  # lines that make a list
MOST = 29 * len(letters)  # entries: Word shows no number of more than 31 characters
Chosen = Mapping[str, tuple[Clause, Verdict]]
Phrases = Mapping[str, str | None]  # the words of each blank, or nothing where it is a gap
Places = Mapping[str, tuple[int, bool]]  # by slot: the place from 1, and whether it is a schedule


@dataclass(frozen=True, slots=True)
class _Blank:
    """A clause in its place whose blanks are still to be filled."""

    clause: Clause
    verdict: Verdict
    place: int
    schedule: bool
    paragraphs: tuple[Paragraph, ...]
    names: tuple[str, ...]
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A document before the answers are put into its words."""

    outline: Outline
    verdict: Verdict
    parts: tuple[tuple[Part, tuple[_Blank, ...]], ...]


def draft_documents(case: Case) -> tuple[PlannedDocument, ...]:
    """Return the documents the case calls for; while that is unknown, the default ones."""
    drafts = case.cached("drafts", lambda: _drafts(case))
    blanks = (blank for draft in drafts for _, blanks in draft.parts for blank in blanks)
    names = dict.fromkeys(name for blank in blanks for name in blank.names)
    phrases = {name: phrase(name, case.facts, case.library) for name in names}
    return tuple(
        PlannedDocument(
            outline=draft.outline,
            verdict=draft.verdict,
            parts=tuple(
                PlannedPart(
                    part.title,
                    tuple(_placed(blank, draft, phrases, case) for blank in blanks),
                    part.schedules,
                )
                for part, blanks in draft.parts
            ),
        )
        for draft in drafts
    )


def _drafts(case: Case) -> tuple[_Draft, ...]:
    judged = [(o, case.judge(o.applies)) for o in case.library.outlines.values()]
    instead = [(o, verdict) for o, verdict in judged if o.instead and verdict.truth]
    wanted = instead or [
        (outline, verdict)
        for outline, verdict in judged
        if verdict.truth or (verdict.truth is None and outline.default)
    ]
    return tuple(_draft(outline, verdict, case) for outline, verdict in wanted)


def recommend_structure(case: Case) -> Recommendation | None:
    """Return who best signs what: the first advice that applies; nothing once that is settled."""
    if case.ask("first_papers_are_done")[0]:
        return None
    advised = [
        Recommendation(case.with_sources(advice), verdict, advice.advice)
        for advice in case.library.structures.values()
        if (verdict := case.judge(advice.applies)).truth
    ]
    others = tuple(each for each in advised if each.structure.structure == ANOTHER)
    best = next((each for each in advised if each not in others), None)
    if best is None:
        return None
    differs = case.facts.structure not in (None, "", best.structure.structure)
    return replace(best, text=best.structure.mind if differs else best.text, others=others)


def _forbidden(case: Case) -> dict[str, tuple[str, ...]]:
    """Return by clause the ids of the stops that surely apply and forbid it."""
    found: dict[str, tuple[str, ...]] = {}
    for risk in case.library.risks.values():
        if risk.forbids and case.judge(risk.applies).truth:
            for clause in risk.forbids:
                found[clause] = (*found.get(clause, ()), risk.id)
    return found


def choose_clause(slot: str, case: Case) -> tuple[Clause, Verdict] | None:
    """Return the clause for a slot: the one that applies, else the default while one may apply."""
    judged = [(clause, case.judge(clause.applies)) for clause in case.rivals.get(slot, ())]
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


def _draft(outline: Outline, verdict: Verdict, case: Case) -> _Draft:
    library, voice = case.library, outline.voice
    slots = [slot for part in outline.parts for slot in part.slots]
    found = {slot: choose_clause(slot, case) for slot in slots}
    chosen = {slot: choice for slot, choice in found.items() if choice}
    places = _places(outline, chosen)
    trees = {slot: fitting(clause, voice, case) for slot, (clause, _) in chosen.items()}
    terms = _terms_used(trees.values(), library)
    forbidden = _forbidden(case)

    def place(slot: str) -> _Blank:
        clause, clause_verdict = chosen[slot]
        tree = tuple(
            _referring(_answered(paragraph, case), chosen, places, voice)
            for paragraph in _with_definitions(trees[slot], terms, library)
        )
        names = dict.fromkeys(name for p in tree for name in named(p.runs, "placeholder"))
        shown = case.with_sources(clause)
        stops = forbidden.get(clause.id, ())
        return _Blank(shown, clause_verdict, *places[slot], tree, tuple(names), stops)

    parts = (
        (part, tuple(place(slot) for slot in part.slots if slot in chosen))
        for part in outline.parts
    )
    return _Draft(outline, verdict, tuple((part, blanks) for part, blanks in parts if blanks))


def _placed(blank: _Blank, draft: _Draft, phrases: Phrases, case: Case) -> PlannedClause:
    """Return a clause with its blanks filled, made anew only where one of them has changed."""
    said = tuple(phrases[name] for name in blank.names)
    make = partial(_fill, blank, phrases, case)
    return case.cached(("clause", draft.outline.id, blank.clause.slot), make, blank, said)


def _fill(blank: _Blank, phrases: Phrases, case: Case) -> PlannedClause:
    paragraphs = [
        listed
        for paragraph in blank.paragraphs
        for listed in _listed(_filled(paragraph, phrases, case))
    ]
    # A limit without a figure is a gap that no answer fills.
    open_blanks = (n for n in blank.names if not phrases[n] and n in case.library.questions)
    missing = map(case.open_question, open_blanks)
    return PlannedClause(
        clause=blank.clause,
        verdict=blank.verdict,
        place=blank.place,
        schedule=blank.schedule,
        paragraphs=tuple(_labelled(paragraphs, "" if blank.schedule else f"{blank.place}.")),
        gaps=tuple(dict.fromkeys(name for name in missing if name)),
        stops=blank.stops,
    )


def _places(outline: Outline, chosen: Chosen) -> Places:
    """Count the clauses in the body of a document, and its schedules, each from 1."""
    places: dict[str, tuple[int, bool]] = {}
    for schedules in (False, True):
        parts = [part for part in outline.parts if part.schedules is schedules]
        slots = [slot for part in parts for slot in part.slots if slot in chosen]
        places |= {slot: (place, schedules) for place, slot in enumerate(slots, 1)}
    return places


def _terms_used(trees: Iterable[Sequence[Paragraph]], library: Library) -> list[str]:
    """Return the defined terms that the words of a document and their definitions use, sorted."""
    waiting = [
        term for tree in trees for paragraph in tree for term in named(paragraph.runs, "term")
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
        if not named(paragraph.runs, DEFINITIONS):
            yield paragraph
            continue
        for term in terms:
            yield Paragraph(
                DEFINITION,
                (
                    Run("term", term),
                    Run("words", f" {say('documents.means')} "),
                    *library.definitions[term],
                ),
            )


def _answered(paragraph: Paragraph, case: Case) -> Paragraph:
    """Let a blank whose answer is worded by another answer stand for that one, also as a gap."""
    runs = (
        replace(run, of=stands_for(run.of, case.tracked, case.library))
        if run.kind == "placeholder"
        else run
        for run in paragraph.runs
    )
    return replace(paragraph, runs=tuple(runs))


def _referring(paragraph: Paragraph, chosen: Chosen, places: Places, voice: str) -> Paragraph:
    """Let each reference say the number and the title of its clause.

    A term keeps its mark where it is defined, or heads what is said of it; elsewhere it is a word
    like others, because a page full of marked words is hard to read.
    """
    heads = 1 if paragraph.level == DEFINITION else paragraph.head

    def referring(place: int, run: Run) -> Run:
        if run.kind == "term" and place >= heads:
            return replace(run, kind="words")
        if run.kind != "reference":
            return run
        number, schedule = places[run.of]
        noun = f"{say(f'documents.noun.{_noun(voice, schedule)}')} "
        noun = noun.capitalize() if run.opens else noun
        return replace(run, noun=noun, text=f"{noun}{number} ({chosen[run.of][0].title})")

    return replace(paragraph, runs=tuple(starmap(referring, enumerate(paragraph.runs))))


def _noun(voice: str, schedule: bool) -> str:
    """Return what a reference calls what it names; every letter has sections."""
    return "schedule" if schedule else "clause" if voice == "text" else "section"


def _filled(paragraph: Paragraph, phrases: Phrases, case: Case) -> Paragraph:
    runs: list[Run] = []
    for run in paragraph.runs:
        if run.kind != "placeholder":
            runs.append(run)
            continue
        if runs and takes_on(run.of, case.facts, case.library):
            runs[-1] = replace(runs[-1], text=before(runs[-1].text, is_on=True))
        runs.append(_said(run.of, phrases[run.of], case.library))
    return replace(paragraph, runs=tuple(runs))


def _said(name: str, words: str | None, library: Library) -> Run:
    if not words:
        return Run("gap", gap_text(name, library), of=name)
    return Run("answer" if is_typed(name, library) else "words", words, of=name)


def _listed(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Make a list of an answer of several lines that ends a sub-clause."""
    *before, last = paragraph.runs
    if paragraph.level or not before or last.kind != "answer" or "\n" not in last.text:
        yield paragraph
        return
    lines = [line.strip() for line in last.text.splitlines() if line.strip()]
    if not MANY <= len(lines) <= MOST:
        yield paragraph
        return
    before[-1] = replace(before[-1], text=before[-1].text.rstrip())
    yield replace(paragraph, runs=tuple(before))
    for line in lines:
        yield Paragraph(1, (replace(last, text=line),))


def _labelled(paragraphs: Sequence[Paragraph], prefix: str) -> Iterator[Paragraph]:
    """Yield sub-clauses numbered 7.1, 7.2 after a prefix `7.`, entries (a), definitions bare."""
    sub = entry = 0
    for paragraph in paragraphs:
        if paragraph.level == 0:
            sub, entry = sub + 1, 0
            yield replace(paragraph, label=f"{prefix}{sub}")
        elif paragraph.level == 1:
            yield replace(paragraph, label=f"({_letter(entry)})")
            entry += 1
        else:
            yield paragraph


def _letter(place: int) -> str:
    """Return a to z, then aa, bb to zz, then aaa, as Word counts; `place` is counted from 0."""
    times, letter = divmod(place, len(letters))
    return letters[letter] * (times + 1)
