"""Cross-checks of the library that need all of it at once; nothing in here judges a case."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from planner.clause_text import named
from planner.dates import due_date
from planner.drafting import DEFINITIONS
from planner.judgement import named_conditions, questions_read, sentence
from planner.limits import may_be_printed
from planner.model import LENGTHS, UNITS, ChecklistItem, Clause, Library, Outline, Risk, Structure
from planner.phrases import blanks_in
from planner.worksheet import QUESTIONS

LEVELS_OF_CERTAINTY = ("high", "medium", "low")
BASES = ("SO", "SM", "SS", "SP", "GK", "practice")
SAMPLE_DATES = (
    (date(2027, 1, 11), date(2027, 1, 29)),
    (date(2027, 3, 31), date(2027, 9, 30)),
    (date(2027, 8, 31), date(2030, 2, 28)),
)
KINDS = ("choice", "yes_no", "country", "date", "number", "text", "long_text")


def find_problems(library: Library) -> list[str]:
    """Return every fault in the library, each with its entry and the fix."""
    checks = (
        _questions,
        _sources,
        _gates,
        _words,
        _waits,
        _slots,
        _voices,
        _terms,
        _blanks,
        _unused,
    )
    return [problem for check in checks for problem in check(library)]


def guides_to_write(library: Library, docs: Path) -> tuple[list[str], list[str]]:
    """Return the guide links without a page or passage, and those that point at a library page.

    A passage is a heading with that id in braces: an id made from the words of a heading would
    change with them. The headings of the library pages are made by the build and not looked for.
    """
    links = sorted({entry.guide for entry in _entries(library)})
    missing = [link for link in links if not _is_written(link, docs)]
    return missing, [link for link in links if link.startswith("reference/")]


def _is_written(link: str, docs: Path) -> bool:
    page, _, anchor = link.partition("#")
    if not (docs / page).is_file():
        return False
    if not anchor or link.startswith("reference/"):
        return True
    text = (docs / page).read_text("utf-8")
    return re.search(rf"^#+ .*\{{ *#{re.escape(anchor)} *\}}$", text, re.MULTILINE) is not None


type Entry = Clause | ChecklistItem | Risk


def _entries(library: Library) -> list[Entry]:
    entries: list[Entry] = [*library.clauses.values()]
    return [*entries, *library.items.values(), *library.risks.values()]


def _gated(library: Library) -> list[Entry | Outline | Structure]:
    documents: list[Entry | Outline | Structure] = [*library.outlines.values()]
    return [*_entries(library), *documents, *library.structures.values()]


def _questions(library: Library) -> Iterator[str]:
    for question in library.questions.values():
        if question.kind not in KINDS or question.section not in library.sections:
            yield f"question {question.id}: unknown kind or section"
        if (question.kind == "choice") != bool(question.options):
            yield f"question {question.id}: a choice has options and nothing else has"
        if question.default and question.default not in {o.id for o in question.options}:
            yield f"question {question.id}: the default “{question.default}” is not an option"
        if question.kind == "number" and None in (question.minimum, question.maximum):
            yield f"question {question.id}: a number has a minimum and a maximum"
        yield from (
            f"question {question.id}: asked after “{other}”, which does not come before it"
            for other in question.asked_when
            if other not in list(library.questions)[: list(library.questions).index(question.id)]
        )


def _sources(library: Library) -> Iterator[str]:
    for source in library.sources.values():
        if source.certainty not in LEVELS_OF_CERTAINTY or source.basis not in BASES:
            yield f"source {source.id}: certainty is one of {LEVELS_OF_CERTAINTY}, basis of {BASES}"
    for entry in (*_entries(library), *library.structures.values()):
        if not entry.sources:
            yield f"{entry.id}: no source; name one, “practice” included"
        for source_id in entry.sources:
            if source_id not in library.sources:
                yield f"{entry.id}: no source “{source_id}” among the sources"
    for place in library.places.values():
        if place.tax_year and place.tax_year.source not in library.sources:
            yield f"place {place.id}: no source “{place.tax_year.source}” among the sources"
    for limit in library.limits.values():
        if limit.unit not in UNITS:
            yield f"limit {limit.id}: the unit “{limit.unit}” is unknown; use {', '.join(UNITS)}"
        if limit.exempt and limit.exempt not in library.places:
            yield f"limit {limit.id}: no place “{limit.exempt}” among the places"
        for value in limit.values:
            if value.source not in library.sources:
                yield f"limit {limit.id}: no source “{value.source}” among the sources"


def _gates(library: Library) -> Iterator[str]:
    for entry in _gated(library):
        for name in (*entry.gate.when, *entry.gate.unless, *entry.gate.past):
            if name not in named_conditions():
                yield f"{entry.id}: no condition “{name}” in conditions.py"
        if entry.gate.over and entry.gate.over not in library.limits:
            yield f"{entry.id}: no limit “{entry.gate.over}” among the limits"
        elif entry.gate.over and library.limits[entry.gate.over].unit not in LENGTHS:
            yield f"{entry.id}: “{entry.gate.over}” is no length of time; name it in words only"
        if entry.gate.place and entry.gate.place not in library.places:
            yield f"{entry.id}: no place “{entry.gate.place}” among the places"
        if entry.gate.other and entry.gate.other not in library.places:
            yield f"{entry.id}: no place “{entry.gate.other}” among the places"
        for name in entry.gate.outside:
            if name not in library.places and name.upper() not in library.countries:
                yield f"{entry.id}: “{name}” is neither a place nor a country"
    for name in named_conditions():
        if not sentence(name).endswith(".") or "\n" in sentence(name):
            yield f"condition {name}: its docstring is one sentence with a full stop"


def _words(library: Library) -> Iterator[str]:
    owners = [(item.id, item.owner) for item in library.items.values()]
    for name, owner in (*owners, *((risk.id, risk.owner) for risk in library.risks.values())):
        if owner not in library.owners:
            yield f"{name}: no owner “{owner}”; use {', '.join(library.owners)}"
    for item in library.items.values():
        if item.phase not in library.phases:
            yield f"{item.id}: no phase “{item.phase}”; use {', '.join(library.phases)}"
    for risk in library.risks.values():
        if risk.level not in library.levels:
            yield f"{risk.id}: no level “{risk.level}”; use {', '.join(library.levels)}"
    names = [e.id for e in _gated(library)]
    yield from (
        f"{name}: stands twice; ids are unique" for name, n in Counter(names).items() if n > 1
    )


def _waits(library: Library) -> Iterator[str]:
    """Check that what an item waits for or replaces exists, and that it can wait for it."""
    order = {id: place for place, id in enumerate(library.items)}
    phases = list(library.phases)
    for item in library.items.values():
        known = [id for id in item.after if id in library.items]
        yield from (
            f"{item.id}: no item “{id}” to wait for" for id in item.after if id not in known
        )
        yield from (
            f"{item.id}: no item “{id}” to take the place of"
            for id in item.instead_of
            if id not in library.items
        )
        if item.id in _waited_for(item, library):
            yield f"{item.id}: waits for itself in a circle; take one “after” out"
        for other in (library.items[id] for id in known):
            late = phases.index(other.phase) > phases.index(item.phase)
            if late or any(_is_before(item, other, order, *dates) for dates in SAMPLE_DATES):
                yield f"{item.id}: comes before {other.id}, which it waits for; correct one"


def _waited_for(item: ChecklistItem, library: Library) -> set[str]:
    found: set[str] = set()
    open_ids = list(item.after)
    while open_ids:
        id = open_ids.pop()
        if id not in found and id in library.items:
            found.add(id)
            open_ids += library.items[id].after
    return found


def _is_before(
    item: ChecklistItem, other: ChecklistItem, order: Mapping[str, int], start: date, end: date
) -> bool:
    """Say whether an item is due before another that is counted from the same day."""
    if item.due_rule.anchor != other.due_rule.anchor:
        return False
    days = (due_date(each.due_rule, start, end) for each in (item, other))
    mine, theirs = (day or date.max for day in days)
    return (mine, order[item.id]) < (theirs, order[other.id])


def _slots(library: Library) -> Iterator[str]:
    rivals: dict[str, list[Clause]] = {}
    for clause in library.clauses.values():
        rivals.setdefault(clause.slot, []).append(clause)
    for slot, clauses in rivals.items():
        if len(clauses) > 1 and sum(clause.default for clause in clauses) != 1:
            yield f"slot {slot}: one of {', '.join(c.id for c in clauses)} must be the default"
    in_outlines: set[str] = set()
    for outline in library.outlines.values():
        slots = [slot for part in outline.parts for slot in part.slots]
        in_outlines |= set(slots)
        for slot, count in Counter(slots).items():
            if slot not in rivals or count > 1:
                yield f"outline {outline.id}: slot “{slot}” has no clause, or stands twice"
    yield from (f"slot {slot}: no outline uses it" for slot in rivals if slot not in in_outlines)


def _voices(library: Library) -> Iterator[str]:
    """Check that a clause speaks in each outline of its slot and refers only to slots there."""
    for outline in library.outlines.values():
        slots = {slot for part in outline.parts for slot in part.slots}
        for clause in library.clauses.values():
            if clause.slot not in slots:
                continue
            tree = clause.voiced(outline.voice)
            if not tree:
                yield f"{clause.id}: write “{outline.voice}”, which {outline.id} needs"
            for paragraph in tree:
                for slot in named(paragraph.runs, "reference"):
                    if slot not in slots:
                        yield f"{clause.id}: [[{slot}]] is not in {outline.id}"


def _terms(library: Library) -> Iterator[str]:
    used = {term for runs in library.definitions.values() for term in named(runs, "term")}
    for clause in library.clauses.values():
        used |= {term for p in clause.text for term in named(p.runs, "term")}
        if any(named(p.runs, "term") for p in (*clause.letter, *clause.inside)):
            yield f"{clause.id}: a letter has no defined terms; take out the ** marks"
        yield from (
            f"{clause.id}: the definitions belong in the slot “{DEFINITIONS}”"
            for p in clause.text
            if named(p.runs, "reference") == [DEFINITIONS] and clause.slot != DEFINITIONS
        )
    for term in sorted(used ^ set(library.definitions)):
        fault = "is used but not defined" if term in used else "is defined but not used"
        yield f"definitions.toml: “{term}” {fault}"


def _blanks(library: Library) -> Iterator[str]:
    """Check that every placeholder is a question, or a limit that may be printed."""
    for clause in library.clauses.values():
        if "house rule" in clause.note:
            yield f"{clause.id}: what is a house rule stands in “usual”, not in “note”"
    for entry, name in _placeholders(library):
        if name in library.limits:
            if not all(may_be_printed(v, library) for v in library.limits[name].values):
                yield f"{entry}: the figure “{name}” may not be printed; say what to check"
        elif name not in library.questions:
            yield f"{entry}: {{{{ {name} }}}} is neither a question nor a limit"


def _placeholders(library: Library) -> Iterator[tuple[str, str]]:
    """Yield each entry with the name of each placeholder in its words."""
    for item in library.items.values():
        yield from ((item.id, name) for name in (*blanks_in(item.task), *blanks_in(item.why)))
    for risk in library.risks.values():
        yield from ((risk.id, name) for name in (*blanks_in(risk.why), *blanks_in(risk.action)))
    for clause in library.clauses.values():
        for paragraph in (*clause.text, *clause.letter, *clause.inside):
            yield from ((clause.id, name) for name in named(paragraph.runs, "placeholder"))
    for question in library.questions.values():
        for option in question.options:
            yield from ((question.id, name) for name in blanks_in(option.phrase))


def _unused(library: Library) -> Iterator[str]:
    entries = _gated(library)
    conditions = {name for e in entries for name in (*e.gate.when, *e.gate.unless, *e.gate.past)}
    for name in named_conditions():
        if name not in conditions:
            yield f"condition {name}: nothing uses it; use it or delete it"
    sources = {s for e in _entries(library) for s in e.sources}
    sources |= {v.source for limit in library.limits.values() for v in limit.values}
    sources |= {p.tax_year.source for p in library.places.values() if p.tax_year}
    yield from (f"source {s}: nothing uses it" for s in library.sources if s not in sources)
    limits = {e.gate.over for e in entries}
    limits |= {limit.id for limit in library.limits.values() if limit.area}
    limits |= {name for _, name in _placeholders(library)}
    yield from (
        f"limit {x}: nothing measures or names it" for x in library.limits if x not in limits
    )
    read = set().union(*(questions_read(name) for name in conditions & set(named_conditions())))
    read |= {"home_country", "host_country", "start_date", "end_date", *QUESTIONS}
    for clause in library.clauses.values():
        words = (*clause.text, *clause.letter, *clause.inside)
        read |= {name for p in words for name in named(p.runs, "placeholder")}
    yield from (
        f"question {q}: nothing reads its answer" for q in library.questions if q not in read
    )
