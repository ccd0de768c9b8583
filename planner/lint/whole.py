"""Cross-checks of the library that need all of it at once; nothing in here judges a case.

Checks of single entries are in `entries.py`, those of what only pages show in `pages.py`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from planner.content.clause_text import DEFINITIONS, named
from planner.lint.entries import at, find_wrong_entries, wrong_rule
from planner.lint.parts import find_wrong_parts
from planner.lint.points import find_wrong_points
from planner.lint.rows import find_wrong_rows
from planner.lint.sources import find_wrong_sources
from planner.plan.worksheet import QUESTIONS
from planner.rules.dates import due_date
from planner.rules.judgement import named_conditions, parts_read, questions_read
from planner.rules.limits import may_be_printed
from planner.rules.loans import EARLIER_LOANS
from planner.rules.model import (
    GOOD_PRACTICE,
    ChecklistItem,
    Checkpoint,
    Clause,
    Library,
    Outline,
    Risk,
    Structure,
)
from planner.rules.phrases import blanks_in
from planner.rules.stage import ANSWERS

SAMPLE_DATES = (
    (date(2027, 1, 11), date(2027, 1, 29)),
    (date(2027, 3, 31), date(2027, 9, 30)),
    (date(2027, 8, 31), date(2030, 2, 28)),
)


def find_problems(library: Library) -> list[str]:
    """Return every fault in the library, each with its file, its entry and the fix.

    Checks across entries run only where each entry by itself has no fault.
    """
    checks = (
        *(_doubles, _waits, _checkpoints, _places_taken, _slots, _voices, _terms, _blanks, _unused),
        *(find_wrong_parts, find_wrong_points, find_wrong_rows, find_wrong_sources),
    )
    return find_wrong_entries(library) or [
        problem for check in checks for problem in check(library)
    ]


def guides_to_write(library: Library, docs: Path) -> tuple[list[str], list[str]]:
    """Return the guide links without a page or passage, and those that point at a library page.

    A passage is a heading with that id in braces: an id made from the words of a heading would
    change with them. On a library page it may also be an entry, whose heading the build makes.
    """
    links = sorted({entry.guide for entry in _entries(library)})
    missing = [link for link in links if not is_written(link, docs, library)]
    return missing, [link for link in links if link.startswith("reference/")]


def is_written(link: str, docs: Path, library: Library) -> bool:
    """Say whether a link such as `agreement/ending.md#return` has its page and its passage."""
    page, _, anchor = link.partition("#")
    if not (docs / page).is_file():
        return False
    if not anchor or anchor in _made_by_the_build(page, library):
        return True
    text = (docs / page).read_text("utf-8")
    heading = rf"^#+ .*\{{ *#{re.escape(anchor)}(?: [^}}]*)?\}}$"
    return re.search(heading, text, re.MULTILINE) is not None


def _made_by_the_build(page: str, library: Library) -> set[str]:
    """Return the anchors that a page gets from the library's entries."""
    made = {
        "reference/clauses.md": {*library.clauses},
        "reference/checklist.md": {*library.items, *(f"phase-{id}" for id in library.phases)},
        "reference/risks.md": {*library.risks, *(f"level-{id}" for id in library.levels)},
        "reference/sources.md": {*library.sources},
        "reference/figures.md": {id.replace("_", "-") for id in library.limits},
    }
    return made.get(page, set())


type Entry = Clause | ChecklistItem | Risk


def _entries(library: Library) -> list[Entry]:
    entries: list[Entry] = [*library.clauses.values()]
    return [*entries, *library.items.values(), *library.risks.values()]


def _gated(library: Library) -> list[Entry | Outline | Structure]:
    documents: list[Entry | Outline | Structure] = [*library.outlines.values()]
    return [*_entries(library), *documents, *library.structures.values()]


def _doubles(library: Library) -> Iterator[str]:
    """Check that what people tell apart by its name has a name of its own, and an id of its own."""
    names = [entry.id for entry in _gated(library)]
    yield from (
        f"{name}: stands twice; ids are unique" for name, n in Counter(names).items() if n > 1
    )
    titles = {
        "clauses": [clause.title for clause in library.clauses.values()],
        "tasks": [item.title for item in library.items.values()],
        "risks": [risk.title for risk in library.risks.values()],
        "limits": [limit.title for limit in library.limits.values()],
        "questions": [question.ask for question in library.questions.values()],
        "labels of questions": [question.label for question in library.questions.values()],
        "countries": [*library.countries.values()],
    }
    for kind, said in titles.items():
        yield from (
            f"{kind}: “{title}” stands twice; word one of them anew"
            for title, n in Counter(said).items()
            if n > 1
        )


def _checkpoints(library: Library) -> Iterator[str]:
    """Check that what has to come first names what exists, and that it can apply."""
    for each in library.checkpoints.values():
        place = f"planner/data/checkpoints.toml, {each.id}"
        for key, noun, names, known in (
            ("stops", "risk", each.stops, library.risks),
            ("after", "step", each.after, library.checkpoints),
            ("tasks", "task", each.tasks, library.items),
            ("sources", "source", each.sources, library.sources),
        ):
            wrong = (id for id in names if id not in known)
            yield from (f"{place}: no {noun} “{id}” in “{key}”; correct it" for id in wrong)
        yield from (f"{place}: {problem}" for problem in wrong_rule(each.applies, library))
        if each.id in _waited_for(each, library.checkpoints):
            yield f"{place}: waits for itself in a circle; take one “after” out"


def _waits(library: Library) -> Iterator[str]:
    """Check that what an item waits for exists, and that it can wait for it."""
    order = {id: place for place, id in enumerate(library.items)}
    phases = list(library.phases)
    for item in library.items.values():
        known = [id for id in item.after if id in library.items]
        yield from (
            f"{at(item)}: no item “{id}” to wait for" for id in item.after if id not in known
        )
        if item.id in _waited_for(item, library.items):
            yield f"{at(item)}: waits for itself in a circle; take one “after” out"
        instead = [
            other.id
            for id in known
            for other in library.items.values()
            if id in (*other.instead_of, *other.instead_at_home)
            and other.phase == library.items[id].phase
            and other is not item
        ]
        for other in (library.items[id] for id in (*known, *instead)):
            late = phases.index(other.phase) > phases.index(item.phase)
            if late or any(_is_before(item, other, order, *dates) for dates in SAMPLE_DATES):
                yield f"{at(item)}: comes before {other.id}, which it waits for; correct one"


def _forbids(risk: Risk, library: Library) -> Iterator[str]:
    """Check that only a stop forbids a clause, and that there is such a clause."""
    if not _is_stop(risk):
        yield f"{at(risk)}: only a stop forbids a clause; take “forbids” out"
    for id in risk.forbids:
        if id not in library.clauses:
            yield f"{at(risk)}: no clause “{id}” to forbid; correct “forbids”"


def _places_taken(library: Library) -> Iterator[str]:
    """Check that what an entry takes the place of exists, may give way, and gives way to it alone.

    Nothing but a stop may take the place of a stop.
    """
    known: Mapping[str, Entry] = {entry.id: entry for entry in _entries(library)}
    for entry in known.values():
        allowed = (ChecklistItem, Risk) if isinstance(entry, ChecklistItem) else type(entry)
        for id in (*entry.instead_of, *entry.instead_at_home):
            other = known.get(id)
            if other is None or not isinstance(other, allowed):
                yield f"{at(entry)}: no entry “{id}” to take the place of"
            elif entry.id == id or entry.id in (*other.instead_of, *other.instead_at_home):
                yield f"{at(entry)}: takes its own place, or that of {id} which takes its own"
            elif isinstance(other, Risk) and other.level == "stop" and not _is_stop(entry):
                yield f"{at(entry)}: only a stop takes the place of the stop “{id}”; take it out"
            elif isinstance(other, Risk) and other.level == "check" and _may_be_folded(entry):
                yield f"{at(entry)}: can be folded, and would hide the check “{id}”; take it out"
        if isinstance(entry, Risk) and entry.forbids:
            yield from _forbids(entry, library)
        if entry.instead_at_home and "crosses_border" in entry.applies.when:
            yield f"{at(entry)}: never applies at home; take “instead_at_home” out"


def _may_be_folded(entry: Entry) -> bool:
    folds = isinstance(entry, ChecklistItem) and (entry.from_months or entry.minor_when)
    return bool(folds) or entry.rank == GOOD_PRACTICE


def _is_stop(entry: Entry) -> bool:
    return isinstance(entry, Risk) and entry.level == "stop"


def _waited_for(
    each: ChecklistItem | Checkpoint, known: Mapping[str, ChecklistItem | Checkpoint]
) -> set[str]:
    """Return the ids of all that a task or a step waits for, and of what these wait for."""
    found: set[str] = set()
    open_ids = list(each.after)
    while open_ids:
        id = open_ids.pop()
        if id not in found and id in known:
            found.add(id)
            open_ids += known[id].after
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
                yield f"{at(outline)}: slot “{slot}” has no clause, or stands twice"
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
                yield f"{at(clause)}: write “{outline.voice}”, which {outline.id} needs"
            for paragraph in tree:
                for slot in named(paragraph.runs, "reference"):
                    if slot not in slots:
                        yield f"{at(clause)}: [[{slot}]] is not in {outline.id}"


def _terms(library: Library) -> Iterator[str]:
    used = {term for runs in library.definitions.values() for term in named(runs, "term")}
    for clause in library.clauses.values():
        used |= {term for p in clause.text for term in named(p.runs, "term")}
        if any(named(p.runs, "term") for p in (*clause.letter, *clause.inside)):
            yield f"{at(clause)}: a letter has no defined terms; take out the ** marks"
        yield from (
            f"{at(clause)}: the definitions belong in the slot “{DEFINITIONS}”"
            for p in clause.text
            if named(p.runs, DEFINITIONS) and clause.slot != DEFINITIONS
        )
    for term in sorted(used ^ set(library.definitions)):
        fault = "is used but not defined" if term in used else "is defined but not used"
        yield f"definitions.toml: “{term}” {fault}"


def _blanks(library: Library) -> Iterator[str]:
    """Check that every placeholder is a question, or a limit that may be printed."""
    for clause in library.clauses.values():
        if "handbook's default" in clause.note:
            yield f"{at(clause)}: what is the handbook's default stands in “usual”, not in “note”"
    for entry, name in _placeholders(library):
        if name in library.limits:
            if not all(may_be_printed(v, library) for v in library.limits[name].values):
                yield f"{entry}: the figure “{name}” may not be printed; say what to check"
        elif name not in library.questions:
            yield f"{entry}: {{{{ {name} }}}} is neither a question nor a limit"


def _placeholders(library: Library) -> Iterator[tuple[str, str]]:
    """Yield each entry with the name of each placeholder in its words."""
    for item in library.items.values():
        yield from ((item.id, name) for text in item.texts() for name in blanks_in(text))
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
    rules = [entry.applies for entry in entries]
    rules += [p.applies for clause in library.clauses.values() for p in clause.points.values()]
    conditions = {name for rule in rules for name in (*rule.when, *rule.unless, *rule.past)}
    conditions |= {name for item in library.items.values() for name in item.minor_when}
    for name in named_conditions():
        if name not in conditions:
            yield f"condition {name}: nothing uses it; use it or delete it"
    sources = {s for e in _entries(library) for s in e.sources}
    sources |= {v.source for limit in library.limits.values() for v in limit.values}
    sources |= {p.tax_year.source for p in library.places.values() if p.tax_year}
    sources |= {name for place in library.places.values() for name in place.ask_at}
    yield from (f"source {s}: nothing uses it" for s in library.sources if s not in sources)
    limits = {e.applies.over for e in entries}
    limits |= {limit.id for limit in library.limits.values() if limit.area}
    limits |= {name for _, name in _placeholders(library)}
    limits |= {x for each in library.limits.values() for x in (each.break_limit, each.window_limit)}
    yield from (
        f"limit {x}: nothing measures or names it" for x in library.limits if x not in limits
    )
    read = set().union(*(questions_read(name) for name in conditions & set(named_conditions())))
    read |= {"home_country", "host_country", "start_date", "end_date", *QUESTIONS, *ANSWERS}
    read |= {name for e in entries for name in parts_read(e.applies, library)}
    options = (option for question in library.questions.values() for option in question.options)
    read |= {name for option in options for name in blanks_in(option.phrase)}
    read |= {EARLIER_LOANS for limit in library.limits.values() if limit.counts_earlier}
    for clause in library.clauses.values():
        words = (*clause.text, *clause.letter, *clause.inside)
        read |= {name for p in words for name in named(p.runs, "placeholder")}
    yield from (
        f"question {q}: nothing reads its answer" for q in library.questions if q not in read
    )
