"""What each entry of the library may say by itself: ids, kinds, owners, sources, rules, values."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from planner.content.loader import MARK, entry_files
from planner.rules.answers import BY_THE_DAY, NOT_GIVEN
from planner.rules.judgement import named_conditions
from planner.rules.model import (
    ANOTHER,
    LENGTHS,
    ChecklistItem,
    Clause,
    Differs,
    Library,
    Limit,
    Outline,
    Place,
    Question,
    Risk,
    Rule,
    Source,
    Structure,
)
from planner.rules.words import texts

LEVELS_OF_CERTAINTY = ("high", "medium", "low")
BASES = ("SO", "SM", "SS", "SP", "GK", "practice")
KINDS = ("choice", "yes_no", "country", "date", "number", "text", "long_text", "rows")
VOICES = ("text", "letter", "inside")
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
OPTION = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*|[A-Z]{3}")  # a currency has its own code
ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")
LONGEST_TITLE = 60  # characters: one line of a calendar or of a phone
MOST_MONTHS = 24
EARLIEST = date(1900, 1, 1)  # no figure of law in the library is older

type Entry = Question | Source | Limit | Place | Clause | ChecklistItem | Risk | Outline | Structure

FIELDS: Mapping[type, str] = {
    Question: "questions",
    Source: "sources",
    Limit: "limits",
    Place: "places",
    Clause: "clauses",
    ChecklistItem: "items",
    Risk: "risks",
    Outline: "outlines",
    Structure: "structures",
}


def find_wrong_entries(library: Library) -> list[str]:
    """Return every fault that an entry has by itself, with its file, what is wrong and the fix."""
    checks: tuple[Callable[[Library], Iterable[str]], ...] = (
        _ids,
        _marks,
        _questions,
        _options,
        _asked_when,
        _sources,
        _dates,
        _limits,
        _places,
        _rules,
        _owners,
        _tasks,
        _outlines,
        _structures,
    )
    return [problem for check in checks for problem in check(library)]


def at(entry: Entry) -> str:
    """Return where an entry stands: its file and its id."""
    file = entry_files().get((FIELDS[type(entry)], entry.id), "")
    return f"planner/data/{file}, {entry.id}"


def _ids(library: Library) -> Iterator[str]:
    """Check that an id is written as its kind is: words joined by hyphens, or by underscores."""
    kebab = ("sources", "clauses", "items", "risks", "outlines", "structures", "places", "sections")
    snake = ("questions", "limits", "owners")
    for kinds, shape, written in ((kebab, KEBAB, "kebab-case"), (snake, SNAKE, "snake_case")):
        for kind in kinds:
            for id in getattr(library, kind):
                if not shape.fullmatch(id):
                    yield f"{kind}: the id “{id}” is not in {written}; write it so"
    for clause in library.clauses.values():
        if not KEBAB.fullmatch(clause.slot):
            yield f"{at(clause)}: the slot “{clause.slot}” is not in kebab-case; write it so"


def _marks(library: Library) -> Iterator[str]:
    """Check that no words hold a mark but those that fill their blanks."""
    for kind in FIELDS.values():
        for entry in getattr(library, kind).values():
            for text in _texts(entry):
                if mark := MARK.search(text):
                    yield f"{at(entry)}: “{mark[0]}” in “{text}” would be seen; write the words"


def _texts(value: object) -> Iterator[str]:
    """Yield every text in an entry but clause text, whose marks are read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in VOICES or not isinstance(value, Clause):
                yield from _texts(getattr(value, field.name))


def _questions(library: Library) -> Iterator[str]:
    for question in library.questions.values():
        if question.kind not in KINDS:
            yield f"{at(question)}: no kind “{question.kind}”; use {', '.join(KINDS)}"
        if question.section not in library.sections:
            known = ", ".join(library.sections)
            yield f"{at(question)}: no section “{question.section}”; use {known}"
        low, high = question.minimum, question.maximum
        if question.kind == "number":
            if low is None or high is None:
                yield f"{at(question)}: a number has a minimum and a maximum; add what is missing"
            elif low >= high:
                yield f"{at(question)}: the minimum {low} is not below the maximum {high}"
            if question.unit and f"counts.{question.unit}.one" not in texts():
                yield f"{at(question)}: the unit “{question.unit}” is not in words/counts.toml"
        elif low is not None or high is not None or question.unit:
            yield f"{at(question)}: only a number has a minimum, a maximum and a unit; take it out"


def _options(library: Library) -> Iterator[str]:
    for question in library.questions.values():
        ids = [option.id for option in question.options]
        if question.kind == "choice" and len(ids) < 2:
            yield f"{at(question)}: a choice has two options or more; add them"
        if question.kind != "choice" and ids:
            yield f"{at(question)}: a choice has options and nothing else has; take them out"
        if question.default and question.default not in ids:
            yield f"{at(question)}: the default “{question.default}” is not an option; use one"
        for said in (ids, [option.label for option in question.options]):
            yield from (
                f"{at(question)}: two options have “{each}”; each has its own"
                for each in dict.fromkeys(said)
                if said.count(each) > 1
            )
        for id in ids:
            if not OPTION.fullmatch(id):
                yield f"{at(question)}: the option “{id}” is not in snake_case; write it so"


def _asked_when(library: Library) -> Iterator[str]:
    """Check that a question depends on an earlier one, and on an answer that this one can have."""
    earlier: dict[str, Question] = {}
    for question in library.questions.values():
        for name, wanted in (*question.asked_when.items(), *question.asked_any.items()):
            if name not in library.questions:
                yield f"{at(question)}: asked after “{name}”, which is no question; correct it"
            elif name not in earlier:
                yield f"{at(question)}: asked after “{name}”, which does not come before it"
            else:
                yield from (
                    f"{at(question)}: asked after {name} is “{value}”, which is no answer to it; "
                    f"use {', '.join(_answers_of(earlier[name], library)[:9])}"
                    for value in wanted
                    if not _can_be(value, earlier[name], earlier, library)
                )
        earlier[question.id] = question


def _can_be(
    value: str | Differs, question: Question, earlier: Mapping[str, Question], library: Library
) -> bool:
    """Say whether an answer can be a value, or differ from that of another earlier question."""
    if value == NOT_GIVEN:
        return True
    if isinstance(value, str) and BY_THE_DAY.fullmatch(value):
        return question.kind == "date"
    if isinstance(value, Differs):
        other = earlier.get(value.question)
        return other is not None and other is not question and other.kind == question.kind
    return value in _answers_of(question, library)


def _answers_of(question: Question, library: Library) -> list[str]:
    """Return the answers that a question offers; none where any may be typed."""
    if question.kind == "country":
        return list(library.countries)
    offered = [option.id for option in question.options]
    return ["yes", "no"] if question.kind == "yes_no" else offered


def _sources(library: Library) -> Iterator[str]:
    for source in library.sources.values():
        if source.certainty not in LEVELS_OF_CERTAINTY:
            known = ", ".join(LEVELS_OF_CERTAINTY)
            yield f"{at(source)}: no certainty “{source.certainty}”; use {known}"
        if source.basis not in BASES:
            yield f"{at(source)}: no basis “{source.basis}”; use {', '.join(BASES)}"
        if source.place and source.place not in library.places:
            yield f"{at(source)}: no place “{source.place}”; use the name of a file of places/"
        if source.url and not ADDRESS.fullmatch(source.url):
            yield f"{at(source)}: “{source.url}” is no address; write it with https:// in front"
    for entry in with_sources(library):
        if not entry.sources:
            yield f"{at(entry)}: no source; name one, “practice” included"
        yield from (
            f"{at(entry)}: no source “{name}” among the sources; correct it, or add the source"
            for name in entry.sources
            if name not in library.sources
        )


def with_sources(library: Library) -> list[Clause | ChecklistItem | Risk | Structure]:
    """Return every entry that names sources."""
    entries: list[Clause | ChecklistItem | Risk | Structure] = [*library.clauses.values()]
    return [
        *entries,
        *library.items.values(),
        *library.risks.values(),
        *library.structures.values(),
    ]


def _dates(library: Library) -> Iterator[str]:
    """Check that nothing was read after the edition, and that no figure has an impossible day."""
    edition = library.edition
    for source in library.sources.values():
        if not f"{EARLIEST:%Y.%m}" <= f"{source.checked:%Y.%m}" <= edition:
            yield (
                f"{at(source)}: checked on {source.checked}, which is later than the edition "
                f"{edition} or long ago; correct the day, or the edition in vocabulary.toml"
            )
    for limit in library.limits.values():
        for value in limit.values:
            if not EARLIEST <= value.since <= date(int(edition[:4]) + 20, 1, 1):
                yield f"{at(limit)}: since {value.since}, which cannot be meant; correct the day"


def _limits(library: Library) -> Iterator[str]:
    for limit in library.limits.values():
        if limit.exempt and limit.exempt not in library.places:
            yield f"{at(limit)}: no place “{limit.exempt}” among the places"
        for code in limit.area:
            if code not in library.countries:
                yield f"{at(limit)}: no country “{code}” for its area; use a code of countries.toml"
        for value in limit.values:
            if value.source not in library.sources:
                yield f"{at(limit)}: no source “{value.source}” among the sources"
            if value.value <= 0 or (limit.unit in LENGTHS and value.value != int(value.value)):
                yield f"{at(limit)}: {value.value} {limit.unit} is no figure; write a whole number"
            if limit.unit == "%" and value.value > Decimal(100):
                yield f"{at(limit)}: {value.value}% is more than the whole; correct it"


def _places(library: Library) -> Iterator[str]:
    for place in library.places.values():
        for code in place.members:
            if code not in library.countries:
                yield f"{at(place)}: no country “{code}”; use a code of countries.toml"
        if len(place.members) == 1 and place.members != (place.id.upper(),):
            yield f"{at(place)}: the file of a single country is named after its code"
        if place.tax_year and place.tax_year.source not in library.sources:
            yield f"{at(place)}: no source “{place.tax_year.source}” among the sources"
        for name in place.ask_at:
            if name not in library.sources:
                yield f"{at(place)}: no source “{name}” among the sources; correct “ask_at”"


def _rules(library: Library) -> Iterator[str]:
    entries: list[Clause | ChecklistItem | Risk | Outline | Structure] = [
        *with_sources(library),
        *library.outlines.values(),
    ]
    for entry in entries:
        yield from (f"{at(entry)}: {problem}" for problem in wrong_rule(entry.applies, library))
    for clause in library.clauses.values():
        for name, point in clause.points.items():
            problems = wrong_rule(point.applies, library)
            yield from (f"{at(clause)}, point {name}: {problem}" for problem in problems)
    for phase in library.phases.values():
        for name in phase.unless:
            if name not in named_conditions():
                yield f"vocabulary.toml, {phase.id}: no condition “{name}” in conditions.py"


def wrong_rule(rule: Rule, library: Library) -> Iterator[str]:
    """Yield what is wrong with a rule: names that do not exist, and what can never hold."""
    for name in (*rule.when, *rule.unless, *rule.past):
        if name not in named_conditions():
            yield f"no condition “{name}” in conditions.py; correct it, or write the condition"
    for name in {*rule.when} & {*rule.unless, *rule.past}:
        yield f"“{name}” must hold and must not; it can never apply, so take one of them out"
    if rule.over and rule.over not in library.limits:
        yield f"no limit “{rule.over}” among the limits"
    elif rule.over and library.limits[rule.over].unit not in LENGTHS:
        yield f"“{rule.over}” is no length of time; name it in words only"
    for name in filter(None, (rule.place, rule.other)):
        if name not in library.places:
            yield f"no place “{name}” among the places"
    for name in rule.outside:
        if name not in library.places and name.upper() not in library.countries:
            yield f"“{name}” is neither a place nor a country"


def _owners(library: Library) -> Iterator[str]:
    owned: list[ChecklistItem | Risk] = [*library.items.values(), *library.risks.values()]
    for entry in owned:
        if entry.owner not in library.owners:
            yield f"{at(entry)}: no owner “{entry.owner}”; use {', '.join(library.owners)}"
    told = {topic for owner in library.owners.values() for topic in owner.sees}
    for risk in library.risks.values():
        if risk.topic and risk.topic not in told:
            yield f"{at(risk)}: no owner sees “{risk.topic}”; use {', '.join(sorted(told))}"
    for item in library.items.values():
        for name in (result.owner for result in item.result_to):
            if name not in library.owners or name == item.owner:
                others = ", ".join(id for id in library.owners if id != item.owner)
                yield f"{at(item)}: “result_to” has “{name}”, who is no other owner; use {others}"
        if item.phase not in library.phases:
            yield f"{at(item)}: no phase “{item.phase}”; use {', '.join(library.phases)}"
    for risk in library.risks.values():
        if risk.level not in library.levels:
            yield f"{at(risk)}: no level “{risk.level}”; use {', '.join(library.levels)}"


def _tasks(library: Library) -> Iterator[str]:
    """Check that a title is short and names one act, and that each step is a sentence."""
    for item in library.items.values():
        if len(item.title) > LONGEST_TITLE:
            more = len(item.title) - LONGEST_TITLE
            yield f"{at(item)}: the title is {more} characters too long; {LONGEST_TITLE} will do"
        if item.title.endswith(".") or ";" in item.title:
            yield f"{at(item)}: a title names one act, without a semicolon or a full stop"
        for step in item.steps:
            if not KEBAB.fullmatch(step.id):
                yield f"{at(item)}: the step “{step.id}” is not in kebab-case; write it so"
            if not step.text.endswith((".", "?")):
                yield f"{at(item)}: the step “{step.id}” is a sentence; end it with a full stop"
        if item.set_by == "law" and not any(_is_law(name, library) for name in item.sources):
            yield (
                f"{at(item)}: “set_by” is “law”, but no source of it is about law; name the source "
                "that sets the day, or write set_by = “practice”"
            )
        if not 0 <= item.from_months <= MOST_MONTHS:
            yield f"{at(item)}: “from_months” is {item.from_months}; use 1 to {MOST_MONTHS}"
        for name in item.done_by:
            if name not in library.questions:
                yield f"{at(item)}: no question “{name}” in questions.toml; correct “done_by”"
        for name in item.minor_when:
            if name not in named_conditions():
                yield f"{at(item)}: no condition “{name}” in conditions.py; correct it"


def _is_law(name: str, library: Library) -> bool:
    source = library.sources.get(name)
    return source is not None and source.basis != "practice"


def _outlines(library: Library) -> Iterator[str]:
    for outline in library.outlines.values():
        if outline.voice not in VOICES:
            yield f"{at(outline)}: no voice “{outline.voice}”; use {', '.join(VOICES)}"
        if not outline.parts:
            yield f"{at(outline)}: it has no [[parts]]; add one"
        titles = [part.title for part in outline.parts]
        yield from (
            f"{at(outline)}: two parts are called “{title}”; word one of them anew"
            for title in dict.fromkeys(titles)
            if titles.count(title) > 1
        )


def _structures(library: Library) -> Iterator[str]:
    """Check that what is advised can be chosen, or is one letter, of which nobody is asked."""
    offered = ["letter", *(option.id for option in library.questions["structure"].options)]
    for advice in library.structures.values():
        if bool(advice.title) != (advice.structure == ANOTHER):
            yield f"{at(advice)}: “title” goes with the structure “{ANOTHER}”, and only with it"
        if advice.structure not in (*offered, ANOTHER):
            yield f"{at(advice)}: no structure “{advice.structure}”; use {', '.join(offered)}"
