"""Data of the guidance pages: types, glossary and roles; rendering is elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from planner.content.loader import Table, load_library, tables_for_pages
from planner.rules.answers import read_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type of secondment as visitors know it, with the answers that it stands for.

    `page` is its page of guidance. `across_border` is not an answer: no country is assumed.
    """

    id: str
    title: str
    summary: str
    page: str
    answers: Mapping[str, str]
    across_border: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the handbook and what it means; `tooltip` where pages explain it in passing."""

    id: str
    term: str
    plural: str
    means: str
    also: tuple[str, ...]
    guide: str
    tooltip: bool
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A row of the matrix of roles.

    Who does it are the owners of its checklist `items`; `answers` is the owner who answers for it.
    """

    phase: str
    what: str
    items: tuple[str, ...]
    answers: str
    asked: tuple[str, ...]
    told: tuple[str, ...]

    def doers(self) -> tuple[str, ...]:
        """Return the owners of its items, in the order of the items."""
        items = load_library().items
        return tuple(dict.fromkeys(items[name].owner for name in self.items))


@cache
def load_kinds() -> Mapping[str, Kind]:
    """Return the types by id; `LibraryError` names what is wrong."""
    return {entry.id: _kind(entry) for entry in _entries("types.toml")}


@cache
def load_terms() -> Mapping[str, Term]:
    """Return the glossary by id in alphabetical order; `LibraryError` says what is wrong."""
    terms = [_term(entry) for entry in _entries("glossary.toml")]
    return {term.id: term for term in sorted(terms, key=lambda term: term.term.casefold())}


@cache
def load_duties() -> tuple[Duty, ...]:
    """Return the rows of the matrix by phase; `LibraryError` names what is wrong."""
    whole = Table("roles.toml", "rows", tables_for_pages().get("roles.toml", {}))
    duties = [_duty(row) for row in whole.tables("rows")]
    phases = list(load_library().phases)
    return whole.finish(tuple(sorted(duties, key=lambda duty: phases.index(duty.phase))))


def _entries(file: str) -> Iterable[Table]:
    return (Table(file, id, values) for id, values in tables_for_pages().get(file, {}).items())


def _kind(entry: Table) -> Kind:
    given = Table(entry.file, f"{entry.id}, answers", entry.take("answers", dict))
    answers = {name: given.text(name) for name in [*given.values]}
    library = load_library()
    _, problems = read_answers(answers, library.questions, library.countries)
    for problem in problems:
        raise entry.error(f"“{problem.question}” among the answers: {problem.message}")
    kind = Kind(
        id=entry.id,
        title=entry.text("title"),
        summary=entry.text("summary"),
        page=entry.text("page"),
        answers=answers,
        across_border=entry.take("across_border", bool, False),
    )
    return entry.finish(kind)


def _term(entry: Table) -> Term:
    term = Term(
        id=entry.id,
        term=entry.text("term"),
        plural=entry.text("plural", ""),
        means=entry.text("means"),
        also=entry.words("also"),
        guide=entry.text("guide", ""),
        tooltip=entry.take("tooltip", bool, False),
        was=entry.words("was"),
    )
    return entry.finish(term)


def _duty(row: Table) -> Duty:
    library = load_library()
    duty = Duty(
        phase=_known(row, row.text("phase"), library.phases),
        what=row.text("what"),
        items=tuple(_known(row, name, library.items) for name in row.words("items")),
        answers=_known(row, row.text("answers"), library.owners),
        asked=tuple(_known(row, name, library.owners) for name in row.words("asked")),
        told=tuple(_known(row, name, library.owners) for name in row.words("told")),
    )
    if not duty.items:
        raise row.error("it names no “items”; name at least one of the checklist")
    return row.finish(duty)


def _known(row: Table, name: str, entries: Mapping[str, object]) -> str:
    if name not in entries:
        raise row.error(f"“{name}” is not in the library; correct it")
    return name
