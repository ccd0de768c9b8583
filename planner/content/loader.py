"""The data files read into model objects, or an error that names the file, the value and the fix.

Nothing in here judges a case. Checks that need the whole library are in `planner/lint/`.
Long because each kind of entry has its reader, and all of them share one table reader.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

from planner.content.clause_text import POINT, parse_paragraphs, with_heads
from planner.rules.model import (
    DIFFERS,
    FROM_THE_DAY,
    GOOD_PRACTICE,
    RANKS,
    UNITS,
    ChecklistItem,
    Checkpoint,
    Clause,
    Country,
    Differs,
    DueRule,
    Library,
    Limit,
    LimitValue,
    Named,
    Option,
    Outline,
    Paragraph,
    Part,
    Place,
    Point,
    Question,
    Result,
    Risk,
    Rule,
    Run,
    Secondment,
    Signatory,
    Source,
    Step,
    Stretch,
    Structure,
    TaxYear,
    Wording,
)
from planner.rules.phrases import BLANK, named_blanks

OFFSET = re.compile(
    r"(\d+) (working day|day|week|month)s? (before|after) the (start|end|old last day)"
)
FROM_TODAY = re.compile(r"in (\d+) working days?")
REPEAT = re.compile(
    r"every (?:([1-9]\d*) )?(week|month)s? "
    r"(?:from the start(?: to the end)?|to the end"
    r"|in the first (?:(\d+) )?(week|month)s?( after the end)?)"
)
AND_THEN = re.compile(", then |, and ")
FIXED = {
    "on the first day": "start",
    "on the last day": "end",
    "halfway through": "middle",
    "on the old last day": "old_end",
    "on the last day for giving notice": "notice",
    "today": "today",
}
# What ends a phase before the start, and what ends it for a task that the law asks for.
BEFORE_THE_START, UNTIL_IN_ORDER = ("has_already_started",), ("start_lies_behind",)
ANCHOR_OF = {"old last day": "old_end"}
# What sets the day of a task; practice for the handbook's own figure, which binds nobody.
PRACTICE = "practice"
SET_BY = (PRACTICE, "law", "contract", "signature", "authority")
DAYS_IN = {"day": 1, "week": 7}
LONGEST = {"long_text": 2000}
# Files that only guidance pages show; they are not part of a plan or of the library's version.
FOR_PAGES = re.compile(r"forms/|(glossary|roles|types)\.toml$")
FILES = (
    *("vocabulary", "questions", "countries", "sources", "limits", "definitions", "structures"),
    "checkpoints",
)
FOLDERS = ("clauses", "checklist", "risks", "outlines", "places", "words")
NAMED = ("sections", "owners", "phases", "levels")  # the tables of the vocabulary
VOICES = ("text", "letter", "inside")  # of a clause
ROLES = ("home", "host", "secondee")  # of those who sign
IN_PLACES = ("items", "risks", "limits", "sources")  # the tables of a place beside its head
EDITION = re.compile(r"20\d\d\.(0[1-9]|1[0-2])")
COUNTRY = re.compile(r"[A-Z]{2}")
# Markup of templates and clause text, which must not reach a reader.
MARK = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|\[\[|\]\]|\*\*|<!--|planner:[a-z]")


class LibraryError(ValueError):
    """A data file that cannot be used: which file, what was found, what would be right."""


class Table:
    """One table of a data file, from which each value is taken once and checked for its kind."""

    def __init__(self, file: str, id: str, values: object) -> None:
        """Wrap `values`; anything but a table is an error in `file`."""
        self.file, self.id = file, id
        if not isinstance(values, dict):
            raise self.error(f"“{id}” is not a table")
        self.values = dict(values)

    def error(self, message: str) -> LibraryError:
        """Return an error that names the file and the entry."""
        return LibraryError(f"planner/data/{self.file}, {self.id}: {message}")

    def take[T](self, name: str, kind: type[T], default: T | None = None) -> T:
        """Return a value of the kind and remove it; without a default it must be there."""
        value = self.values.pop(name, default)
        if value is None:
            raise self.error(f"“{name}” is missing; add it")
        if type(value) is not kind:  # `True` is an `int`, and a `datetime` is a `date`
            raise self.error(f"“{name}” is {value!r}; it must be of type {kind.__name__}")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """Return a string without outer blanks, to be shown as it is; empty only by default."""
        return self._shown(name, self._written(name, default))

    def sentence(self, name: str) -> str:
        """Return a string in which answers and figures may be named, as a `Wording` if any is."""
        value = self._written(name, None)
        words = self._shown(name, BLANK.sub(lambda blank: f"[{blank[1]}]", value))
        return Wording(value, words) if words != value else value

    def _written(self, name: str, default: str | None) -> str:
        given = name in self.values
        value = self.take(name, str, default).strip()
        if not value and (given or default is None):
            raise self.error(f"“{name}” is empty; write it, or take it out if it may be left out")
        return value

    def _shown(self, name: str, value: str) -> str:
        mark = MARK.search(value)
        if mark:
            raise self.error(
                f"“{name}” has the mark “{mark[0]}”, which readers would see; write the words, or "
                "{{ name }} with one blank on each side where answers may stand"
            )
        return value

    def words(self, name: str, required: bool = False) -> tuple[str, ...]:
        """Return a list of strings."""
        given = name in self.values
        values = self.take(name, list, None if required else [])
        if given and not values:
            raise self.error(f"“{name}” is an empty list; fill it or take it out")
        if not all(isinstance(value, str) for value in values):
            raise self.error(f"“{name}” holds something that is not a string")
        if not all(value.strip() for value in values):
            raise self.error(f"“{name}” holds an empty string; write it or take it out")
        for value in values:
            if values.count(value) > 1:
                raise self.error(f"“{name}” holds “{value}” twice; take one out")
            self._shown(name, value)
        return tuple(values)

    def number(self, name: str) -> Decimal | None:
        """Return a number, or `None` where there is none."""
        value = self.values.pop(name, None)
        if value is not None and type(value) not in (int, Decimal):
            raise self.error(f"“{name}” is {value!r}; it must be a number")
        return None if value is None else Decimal(value)

    def paragraphs(self, name: str) -> tuple[Paragraph, ...]:
        """Return clause text as its tree; empty where there is none."""
        try:
            return parse_paragraphs(self._written(name, ""))
        except ValueError as problem:
            raise self.error(f"“{name}” has {problem}") from None

    def tables(self, name: str) -> list["Table"]:
        """Return a list of tables, each as an entry of the same file."""
        rows = self.take(name, list, [])
        return [Table(self.file, f"{self.id}, {name} {i}", row) for i, row in enumerate(rows, 1)]

    def finish[T](self, result: T) -> T:
        """Return `result` if every value was taken; a key nobody reads is an error."""
        if self.values:
            raise self.error(f"“{', '.join(self.values)}” is not a key; take it out or correct it")
        return result


@cache
def load_library() -> Library:
    """Read every data file once; raise `LibraryError` at the first that cannot be used."""
    return read_library(library_files())


def library_files() -> dict[str, str]:
    """Return the text of each data file of the library, without those for pages alone."""
    return {name: text for name, text in _content().items() if not FOR_PAGES.match(name)}


def read_library(content: Mapping[str, str]) -> Library:
    """Return the library in the texts of its files; `LibraryError` at the first that is wrong."""
    tables = {name: _parse(name, text) for name, text in content.items()}
    _refuse_strangers(content)
    edition = _edition(tables["vocabulary.toml"])
    library = _assemble(tables, edition, f"{edition}+{_fingerprint(content)}")
    library = cast(Library, _with_names(library, library))
    names = {field.name for field in fields(Secondment)}
    wanted = {*library.questions, *FROM_THE_DAY}
    if names != wanted:
        lacking, odd = sorted(wanted - names), sorted(names - wanted)
        what = [f"add the field {name} to Secondment" for name in lacking]
        what += [f"ask for {name} in planner/data/questions.toml, or delete it" for name in odd]
        raise LibraryError(f"planner/rules/model.py: {'; '.join(what)}")
    return library


@cache
def tables_for_pages() -> Mapping[str, dict[str, object]]:
    """Return the forms, the glossary, the roles and the types by file, not checked yet."""
    return {name: _parse(name, text) for name, text in _content().items() if FOR_PAGES.match(name)}


def _refuse_strangers(names: Iterable[str]) -> None:
    """Raise `LibraryError` for a file that nothing would read, and for one that is missing."""
    known = {f"{file}.toml" for file in FILES}
    for name in names:
        folder = name.partition("/")[0]
        if name not in known and (folder not in FOLDERS or name.count("/") != 1):
            raise LibraryError(
                f"planner/data/{name}: no kind of entry is kept there; use {', '.join(FILES)} "
                f"or a folder of {', '.join(FOLDERS)}"
            )
    for name in sorted(known - {*names}):
        raise LibraryError(f"planner/data/{name}: the file is missing; add it")


@cache
def entry_files() -> Mapping[tuple[str, str], str]:
    """Return the file of each entry by its kind, which is a field of `Library`, and its id."""
    whole = {"clauses": "clauses", "outlines": "outlines", "places": "places"}
    inside = {"checklist": "items", "risks": "risks"}
    found: dict[tuple[str, str], str] = {}
    for file, text in _content().items():
        table = _parse(file, text)
        folder, kind = file.partition("/")[0], _stem(file)
        if folder in whole:
            found[whole[folder], _stem(file)] = file
        held = {name: table.get(name) for name in IN_PLACES} if folder == "places" else {}
        held |= {inside[folder]: table} if folder in inside else {}
        held |= {kind: table} if kind in FILES else {}
        found |= {(kind, id): file for kind, rows in held.items() for id in cast(Any, rows or ())}
    return found


def _content() -> dict[str, str]:
    return dict(sorted(_walk(files("planner") / "data", "")))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for child in folder.iterdir():
        if child.is_dir():
            yield from _walk(child, f"{prefix}{child.name}/")
        elif child.name.endswith(".toml"):
            yield prefix + child.name, child.read_text("utf-8")


def _parse(name: str, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        raise LibraryError(f"planner/data/{name}: not valid TOML: {problem}") from None


def _edition(vocabulary: dict[str, object]) -> str:
    """Take the edition out of the vocabulary: its year and month."""
    edition = vocabulary.pop("edition", "")
    if not isinstance(edition, str) or not EDITION.fullmatch(edition):
        raise LibraryError(
            f"planner/data/vocabulary.toml: “edition” is {edition!r}; write year and month, "
            "such as “2026.11”"
        )
    return edition


def _fingerprint(content: Mapping[str, str]) -> str:
    """Return a checksum of the library, as eight hexadecimal digits."""
    digest = hashlib.sha256("\0".join(f"{k}\0{v}" for k, v in content.items()).encode())
    return digest.hexdigest()[:8]


def _assemble(tables: Mapping[str, dict[str, object]], edition: str, version: str) -> Library:
    # Long because it names every folder and file of the library once.
    def one(file: str) -> Iterator[Table]:
        return (Table(file, id, values) for id, values in tables[file].items())

    def each(folder: str) -> Iterator[Table]:
        """Yield a whole file as one entry, its name as the id."""
        for file, values in tables.items():
            if file.startswith(f"{folder}/"):
                yield Table(file, _stem(file), values)

    def inside(folder: str, table: str = "") -> Iterator[Table]:
        """Yield the tables of every file of a folder."""
        for file, values in tables.items():
            if file.startswith(f"{folder}/"):
                rows = values.get(table, {}) if table else values
                found = Table(file, table or _stem(file), rows).values
                yield from (Table(file, id, found[id]) for id in found)

    words = Table("vocabulary.toml", "vocabulary", tables["vocabulary.toml"])
    named = words.finish({kind: _named(kind, words.take(kind, dict)) for kind in NAMED})
    phases = {id: place for place, id in enumerate(named["phases"])}
    items = [_item(entry) for entry in (*inside("checklist"), *inside("places", "items"))]
    items = [_in_its_phase(item, named["phases"]) for item in items]
    risks = [_risk(entry) for entry in (*inside("risks"), *inside("places", "risks"))]
    clauses = [_clause(entry) for entry in each("clauses")]
    taken = _places_taken((*items, *risks, *clauses))
    items = [_giving_way(item, taken) for item in items]
    items.sort(key=lambda item: phases.get(item.phase, 99))
    countries = _countries(tables["countries.toml"])
    return Library(
        edition=edition,
        version=version,
        sections=named["sections"],
        owners=named["owners"],
        phases=named["phases"],
        levels=named["levels"],
        questions=_keyed([_question(entry) for entry in one("questions.toml")]),
        countries={code: country.name for code, country in countries.items()},
        in_sentences=countries,
        sources=_keyed([_source(e) for e in (*one("sources.toml"), *inside("places", "sources"))]),
        limits=_keyed([_limit(e) for e in (*one("limits.toml"), *inside("places", "limits"))]),
        places=_keyed([_place(entry) for entry in each("places")]),
        definitions=_definitions(tables["definitions.toml"]),
        clauses=_keyed([_giving_way(clause, taken) for clause in clauses]),
        items=_keyed(items),
        risks=_keyed([_giving_way(risk, taken) for risk in risks]),
        checkpoints=_keyed([_checkpoint(entry) for entry in one("checkpoints.toml")]),
        outlines=_keyed([_outline(entry) for entry in each("outlines")]),
        structures=_keyed([_structure(entry) for entry in one("structures.toml")]),
    )


def _with_names(value: Any, library: Library) -> Any:
    """Return a value of the library with the blanks of every sentence in it named.

    A value without blanks is returned as the same object, so that equal rules stay one object.
    """
    if isinstance(value, Wording):
        return named_blanks(value, library)
    if isinstance(value, Mapping):
        return {key: _with_names(each, library) for key, each in value.items()}
    if isinstance(value, tuple):
        made = tuple(_with_names(each, library) for each in value)
        return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
    if not is_dataclass(value) or isinstance(value, type):
        return value
    old = {field.name: getattr(value, field.name) for field in fields(value)}
    changed = {name: _with_names(each, library) for name, each in old.items()}
    changed = {name: each for name, each in changed.items() if each is not old[name]}
    return replace(value, **changed) if changed else value


def _keyed[
    T: (
        Question,
        Source,
        Limit,
        Place,
        Clause,
        ChecklistItem,
        Risk,
        Checkpoint,
        Outline,
        Structure,
    )
](entries: list[T]) -> dict[str, T]:
    keyed: dict[str, T] = {}
    for entry in entries:
        if entry.id in keyed:
            raise LibraryError(f"planner/data: “{entry.id}” stands twice; rename one")
        keyed[entry.id] = entry
    return keyed


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".toml")


def _named(kind: str, table: Mapping[str, object]) -> dict[str, Named]:
    entries = [Table("vocabulary.toml", f"{kind}.{id}", row) for id, row in table.items()]
    return {
        id: entry.finish(
            Named(
                id,
                entry.text("title"),
                entry.text("about"),
                entry.words("unless"),
                entry.words("was"),
                entry.words("sees") if kind == "owners" else (),
            )
        )
        for id, entry in zip(table, entries, strict=True)
    }


def _countries(table: Mapping[str, object]) -> dict[str, Country]:
    """Read each country by its code: its name, alone or with its form in a sentence."""
    found: dict[str, Country] = {}
    for code, value in table.items():
        whole = {"name": value} if isinstance(value, str) else value
        if not isinstance(whole, dict):
            raise LibraryError(
                f"planner/data/countries.toml, {code}: must be a name, or a table with one"
            )
        entry = Table("countries.toml", code, whole)
        if not COUNTRY.fullmatch(code):
            raise entry.error(f"“{code}” is no country code; use two capital letters")
        name, where = entry.text("name"), entry.text("where", "in")
        state = entry.text("state", code)
        if where not in ("in", "on"):
            raise entry.error(f"“where” is “{where}”; it must be in or on")
        if state not in table:
            raise entry.error(f"“state” is “{state}”; it must be the code of a country")
        found[code] = entry.finish(Country(name, entry.text("said", name), where == "on", state))
    return found


def _definitions(table: Mapping[str, object]) -> dict[str, tuple[Run, ...]]:
    """Read what each defined term means, as clause text on one line."""
    entry = Table("definitions.toml", "definitions", table)
    read = {term: entry.paragraphs(term) for term in table}
    for term, paragraphs in read.items():
        if len(paragraphs) != 1 or paragraphs[0].level:
            raise entry.error(f"“{term}” is to have one paragraph; write it without a list")
        if any(run.kind == POINT for run in paragraphs[0].runs):
            raise entry.error(f"“{term}” names a point; only clauses have points")
    return {term: paragraphs[0].runs for term, paragraphs in read.items()}


def _question(entry: Table) -> Question:
    kind = entry.text("kind")
    question = Question(
        id=entry.id,
        section=entry.text("section"),
        ask=entry.text("ask"),
        label=entry.text("label"),
        why=entry.text("why"),
        kind=kind,
        hint=entry.text("hint", ""),
        options=tuple(_option(row) for row in entry.tables("options")),
        default=entry.text("default", ""),
        required=entry.take("required", bool, False),
        minimum=entry.number("minimum"),
        maximum=entry.number("maximum"),
        unit=entry.text("unit", ""),
        max_length=LONGEST.get(kind, 200),
        asked_when=_asked(entry, "asked_when"),
        asked_any=_asked(entry, "asked_any"),
        columns=tuple(_column(row) for row in entry.tables("columns")),
        row=entry.text("row", ""),
        was=entry.words("was"),
    )
    return entry.finish(question)


def _column(row: Table) -> Question:
    """Read a column of a question in rows: a small question of its own."""
    label, kind = row.text("label"), row.text("kind")
    column = Question(
        id=row.text("id"),
        section="",
        ask=label,
        label=label,
        why="",
        kind=kind,
        required=row.take("required", bool, False),
        max_length=LONGEST.get(kind, 200),
    )
    return row.finish(column)


def _asked(entry: Table, name: str) -> dict[str, tuple[str | Differs, ...]]:
    asked = Table(entry.file, f"{entry.id}, {name}", entry.take(name, dict, {}))
    return {other: _wanted(asked, other) for other in [*asked.values]}


def _wanted(asked: Table, other: str) -> tuple[str | Differs, ...]:
    """Read the answers after which a question is asked; `differs from ID` compares two."""
    return tuple(
        Differs(said.removeprefix(DIFFERS)) if said.startswith(DIFFERS) else said
        for said in asked.words(other, required=True)
    )


def _option(row: Table) -> Option:
    return row.finish(
        Option(row.text("id"), row.text("label"), row.sentence("phrase"), row.words("was"))
    )


def _source(entry: Table) -> Source:
    source = Source(
        id=entry.id,
        title=entry.text("title"),
        publisher=entry.text("publisher"),
        url=entry.text("url", ""),
        checked=entry.take("checked", date),
        certainty=entry.text("certainty"),
        basis=entry.text("basis"),
        changing=entry.take("changing", bool, False),
        note=entry.text("note", ""),
        # A rule of a group of countries may have been read in the text of one of them.
        place=entry.text("place", _stem(entry.file) if entry.file.startswith("places/") else ""),
    )
    return entry.finish(source)


def _limit(entry: Table) -> Limit:
    values = tuple(_limit_value(row) for row in entry.tables("values"))
    if [v.since for v in values] != sorted({v.since for v in values}) or not values:
        raise entry.error("“values” must be there, oldest first, each from another day")
    unit = entry.text("unit")
    if unit not in UNITS:
        raise entry.error(f"the unit “{unit}” is unknown; use {', '.join(UNITS)}")
    limit = Limit(
        id=entry.id,
        title=entry.text("title"),
        unit=unit,
        values=values,
        area=entry.words("area"),
        exempt=entry.text("exempt", ""),
        below=entry.take("below", bool, False),
        by_year=entry.take("by_year", bool, False),
        counts_earlier=entry.take("counts_earlier", bool, False),
        break_limit=entry.text("break_limit", ""),
        window_limit=entry.text("window_limit", ""),
    )
    return entry.finish(limit)


def _limit_value(row: Table) -> LimitValue:
    value = row.number("value")
    if value is None:
        raise row.error("“value” is missing; add it")
    return row.finish(
        LimitValue(
            since=row.take("since", date),
            value=value,
            source=row.text("source"),
            dated=not row.take("undated", bool, False),
        )
    )


def _place(entry: Table) -> Place:
    """Read the head of a place; what it holds is read with the rest of its kind."""
    for table in IN_PLACES:
        entry.values.pop(table, None)
    place = Place(
        id=entry.id,
        name=entry.text("name"),
        about=entry.text("about"),
        members=entry.words("members") or (entry.id.upper(),),
        parts=_parts(entry),
        tax_year=_tax_year(entry),
        ask_at=entry.words("ask_at"),
        was=entry.words("was"),
    )
    return entry.finish(place)


def _parts(place: Table) -> dict[str, str]:
    """Read `parts`: for each side, home or host, the question for the part of the country."""
    entry = Table(place.file, "parts", place.values.pop("parts", {}))
    return entry.finish(
        {side: entry.text(side) for side in ("home", "host") if side in entry.values}
    )


def _tax_year(place: Table) -> TaxYear | None:
    """Read the table `tax_year`: the `month` and `day` it begins, and the `source`."""
    if "tax_year" not in place.values:
        return None
    entry = Table(place.file, "tax_year", place.values.pop("tax_year"))
    month, day = entry.take("month", int), entry.take("day", int)
    if (month, day) not in {(m, d) for m in range(1, 13) for d in range(1, 29)}:
        raise entry.error(f"“month” {month} and “day” {day} are no day of every year")
    return entry.finish(TaxYear(month, day, entry.text("source")))


@cache
def _shared(rule: Rule) -> Rule:
    """Return one object for all equal rules, so that a case judges them once."""
    return rule


def _rule(entry: Table) -> Rule:
    place = _stem(entry.file) if entry.file.startswith("places/") else entry.text("place", "")
    rule = Rule(
        when=entry.words("when"),
        unless=entry.words("unless"),
        place=place,
        side=entry.text("side") if place else "",
        other=entry.text("other", "") if place else "",
        outside=entry.words("outside") if place else (),
        over=entry.text("over", ""),
        regions=entry.words("regions") if place else (),
        not_regions=entry.words("not_regions") if place else (),
        law_first=entry.text("law_first", ""),
    )
    if rule.law_first not in ("", "yes", "no"):
        raise entry.error(f"“law_first” is “{rule.law_first}”; use yes or no")
    if rule.side not in ("", "home", "host", "either", "both", "not_both"):
        raise entry.error(f"“side” is “{rule.side}”; use home, host, either, both or not_both")
    for name in ("other", "outside"):
        if getattr(rule, name) and rule.side in ("both", "not_both"):
            raise entry.error(f"“{name}” goes with the sides home, host and either")
    return _shared(rule)


def _clause(entry: Table) -> Clause:
    table = entry.words("table")
    by_hand = entry.take("by_hand", bool, False)
    if by_hand and len(table) < 2:
        raise entry.error("what is written “by_hand” needs a “table” of two columns or more")
    voices = {name: entry.paragraphs(name) for name in VOICES}
    if table and not by_hand:
        voices = {name: with_heads(paragraphs) for name, paragraphs in voices.items()}
    clause = Clause(
        id=entry.id,
        slot=entry.text("slot"),
        rank=_rank(entry),
        title=entry.text("title"),
        settles=entry.text("settles"),
        note=entry.text("note"),
        usual=entry.text("usual", ""),
        guide=entry.text("guide"),
        sources=entry.words("sources", required=True),
        applies=_rule(entry),
        instead_of=entry.words("instead_of"),
        instead_at_home=entry.words("instead_at_home"),
        default=entry.take("default", bool, False),
        **voices,
        table=table,
        by_hand=by_hand,
        points=_points(entry),
        was=entry.words("was"),
    )
    return entry.finish(clause)


def _points(entry: Table) -> dict[str, Point]:
    """Read the table `points`: when each belongs in a draft, and the voices without it."""
    held = entry.take("points", dict, {})
    rows = {id: Table(entry.file, f"{entry.id}, point {id}", held[id]) for id in held}
    return {id: _point(row) for id, row in rows.items()}


def _point(row: Table) -> Point:
    missing = Table(row.file, f"{row.id}, not_in", row.take("not_in", dict, {}))
    point = Point(
        applies=_rule(row),
        only_if_known=row.take("only_if_known", bool, False),
        not_in={voice: missing.text(voice) for voice in VOICES if voice in missing.values},
    )
    missing.finish(point)
    return row.finish(point)


def _item(entry: Table) -> ChecklistItem:
    by_file = _stem(entry.file) if entry.file.startswith("checklist/") else None
    phase = entry.text("phase", by_file)
    repeats = _repeats(entry)
    # A task of a place has to say it, so that no advice is taken for a duty.
    set_by = entry.text("set_by", None if entry.file.startswith("places/") else PRACTICE)
    item = ChecklistItem(
        id=entry.id,
        title=entry.text("title"),
        steps=_steps(entry),
        rank=_rank(entry),
        from_months=entry.take("from_months", int, 0),
        minor_when=entry.words("minor_when"),
        done_by=entry.words("done_by"),
        phase=phase,
        owner=entry.text("owner"),
        result_to=_results(entry),
        due_rule=_due_rule(entry, repeats),
        set_by="" if set_by == PRACTICE else set_by,
        repeats=repeats,
        after=entry.words("after"),
        instead_of=entry.words("instead_of"),
        instead_at_home=entry.words("instead_at_home"),
        why=entry.sentence("why"),
        guide=entry.text("guide"),
        sources=entry.words("sources", required=True),
        applies=_rule(entry),
        was=entry.words("was"),
    )
    if set_by not in SET_BY:
        raise entry.error(f"“set_by” is “{set_by}”; use {', '.join(SET_BY)}")
    if set_by == "authority" and item.due_rule.anchor:
        raise entry.error(
            "nobody here knows a day that an authority sets; write a “moment” that says whom to "
            "ask for it, in place of “due” or “repeats”"
        )
    return entry.finish(item)


def _steps(entry: Table) -> tuple[Step, ...]:
    """Read the table `steps`: a sentence for each id, in the order of the file."""
    if "steps" not in entry.values:
        return ()
    held = Table(entry.file, f"{entry.id}, steps", entry.values.pop("steps"))
    steps = tuple(Step(id, held.sentence(id)) for id in [*held.values])
    if not steps:
        raise entry.error("“steps” is an empty table; fill it or take it out")
    return steps


def _results(entry: Table) -> tuple[Result, ...]:
    """Read the table `result_to`: for each owner what they get out of the task."""
    if "result_to" not in entry.values:
        return ()
    held = Table(entry.file, f"{entry.id}, result_to", entry.values.pop("result_to"))
    return tuple(Result(owner, held.text(owner)) for owner in [*held.values])


def _rank(entry: Table) -> str:
    rank = entry.text("rank")
    if rank not in RANKS:
        raise entry.error(f"“rank” is “{rank}”; use {', '.join(RANKS)}")
    return rank


def _in_its_phase(item: ChecklistItem, phases: Mapping[str, Named]) -> ChecklistItem:
    """Return the item with what ends its phase; a phase that does not exist is for the lint.

    What the law asks for stays open after the start until the papers are in order, and so does
    what the law of a place makes worth doing on no certain day.
    """
    phase = phases.get(item.phase)
    past = phase.unless if phase else ()
    if (item.set_by == "law" or item.applies.place) and past == BEFORE_THE_START:
        past = UNTIL_IN_ORDER
    return replace(item, applies=_shared(replace(item.applies, past=past))) if past else item


def _places_taken(entries: Iterable[ChecklistItem | Risk | Clause]) -> dict[str, list[Rule]]:
    """Return, for each entry that others name, the rules under which these take its place."""
    taken: dict[str, list[Rule]] = {}
    for entry in entries:
        at_home = _shared(replace(entry.applies, unless=(*entry.applies.unless, "crosses_border")))
        for id in entry.instead_of:
            taken.setdefault(id, []).append(entry.applies)
        for id in entry.instead_at_home:
            taken.setdefault(id, []).append(at_home)
    return taken


def _giving_way[T: (ChecklistItem, Risk, Clause)](entry: T, taken: Mapping[str, list[Rule]]) -> T:
    """Return the entry with the rules of those that take its place.

    One stop or the other: while it is open which of them holds, the general one does.
    """
    rules = tuple(taken.get(entry.id, ()))
    if not rules:
        return entry
    stays = isinstance(entry, Risk) and entry.level == "stop"
    rule = replace(entry.applies, replaced_by=rules, stays_until_replaced=stays)
    return replace(entry, applies=_shared(rule))


def _due_rule(entry: Table, repeats: tuple[Stretch, ...]) -> DueRule:
    """Read `due` (an offset), `moment` (a sentence for what has no date) or what repeats."""
    if repeats:
        return replace(repeats[0].step, text=entry.text("repeats"))
    if "moment" in entry.values:
        return DueRule(text=entry.text("moment"))
    text = entry.text("due")
    if text in FIXED:
        return DueRule(text=text, anchor=FIXED[text])
    if soon := FROM_TODAY.fullmatch(text):
        return DueRule(text=text, anchor="today", unit="working days", amount=int(soon[1]))
    match = OFFSET.fullmatch(text)
    if not match:
        shape = "“3 weeks before the start”, “5 working days after the end”"
        raise entry.error(f"“due” is “{text}”; write it like {shape} or {', '.join(FIXED)}")
    sign = -1 if match[3] == "before" else 1
    return _offset(text, ANCHOR_OF.get(match[4], match[4]), match[2], int(match[1]) * sign)


def _offset(text: str, anchor: str, unit: str, amount: int) -> DueRule:
    if unit in DAYS_IN:
        return DueRule(text=text, anchor=anchor, amount=amount * DAYS_IN[unit])
    return DueRule(text=text, anchor=anchor, unit=f"{unit}s", amount=amount)


def _repeats(entry: Table) -> tuple[Stretch, ...]:
    """Read the stretches of `repeats`; none where the item comes only once."""
    text = str(entry.values.get("repeats", ""))
    return tuple(_stretch(part, entry) for part in AND_THEN.split(text) if part)


def _stretch(part: str, entry: Table) -> Stretch:
    once = OFFSET.fullmatch(part)
    if once and once[3] == "after":
        step = _offset(part, once[4], once[2], int(once[1]))
        return Stretch(step, step)
    match = REPEAT.fullmatch(part)
    if not match:
        shape = "“every week in the first month, then every 2 months to the end”"
        raise entry.error(f"“repeats” has “{part}”; write it like {shape}")
    anchor = "end" if match[5] else "start"
    step = _offset(part, anchor, match[2], int(match[1] or 1))
    if not match[4]:
        return Stretch(step, DueRule(text=part, anchor="end"))
    return Stretch(step, _offset(part, anchor, match[4], int(match[3] or 1)))


def _risk(entry: Table) -> Risk:
    level = entry.text("level")
    rank = _rank(entry)
    if level == "stop" and rank != "essential":
        raise entry.error("a stop is essential; correct “rank” or “level”")
    if level == "check" and rank == GOOD_PRACTICE:
        raise entry.error(
            "a check is shown, not folded; make it “usual” or a note, or let the task that asks "
            "the same person for the same act take its place with “instead_of”"
        )
    risk = Risk(
        id=entry.id,
        level=level,
        rank=rank,
        title=entry.text("title"),
        why=entry.sentence("why"),
        action=entry.sentence("action"),
        owner=entry.text("owner"),
        topic=entry.text("topic", "start" if level == "stop" else ""),
        guide=entry.text("guide"),
        sources=entry.words("sources", required=True),
        applies=_rule(entry),
        instead_of=entry.words("instead_of"),
        instead_at_home=entry.words("instead_at_home"),
        forbids=entry.words("forbids"),
        was=entry.words("was"),
    )
    return entry.finish(risk)


def _checkpoint(entry: Table) -> Checkpoint:
    checkpoint = Checkpoint(
        id=entry.id,
        title=entry.text("title"),
        called=entry.text("called"),
        days=entry.take("days", int),
        after=entry.words("after"),
        until=entry.text("until", ""),
        stops=entry.words("stops"),
        by_law=entry.take("by_law", bool, False),
        tasks=entry.words("tasks", required=True),
        sources=entry.words("sources", required=True),
        applies=_rule(entry),
    )
    return entry.finish(checkpoint)


def _outline(entry: Table) -> Outline:
    parts = tuple(
        row.finish(
            Part(
                row.text("title"),
                row.words("slots", required=True),
                row.take("schedules", bool, False),
            )
        )
        for row in entry.tables("parts")
    )
    outline = Outline(
        id=entry.id,
        title=entry.text("title"),
        purpose=entry.text("purpose"),
        voice=entry.text("voice"),
        applies=_rule(entry),
        default=entry.take("default", bool, False),
        instead=entry.take("instead", bool, False),
        parts=parts,
        signed_by=tuple(_signatory(row) for row in entry.tables("signed_by")),
        was=entry.words("was"),
    )
    if not outline.signed_by:
        raise entry.error("“signed_by” names nobody; say who signs, with a “role” for each")
    return entry.finish(outline)


def _signatory(row: Table) -> Signatory:
    """Read who signs: the `role`, and the `party` where it is not for themselves."""
    signatory = Signatory(row.text("role"), row.text("party", ""))
    if signatory.role not in ROLES:
        raise row.error(f"“role” is “{signatory.role}”; use {', '.join(ROLES)}")
    if (signatory.role == "secondee") == bool(signatory.party):
        raise row.error("“party” goes with home and host, and they need it; the secondee has none")
    return row.finish(signatory)


def _structure(entry: Table) -> Structure:
    structure = Structure(
        id=entry.id,
        title=entry.text("title", ""),
        structure=entry.text("structure"),
        advice=entry.text("advice"),
        mind=entry.text("mind", ""),
        sources=entry.words("sources", required=True),
        applies=_rule(entry),
    )
    return entry.finish(structure)
