"""The forms of the handbook, read from `data/forms/`; rendering is elsewhere."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from planner.content.loader import Table, load_library, tables_for_pages

KINDS = ("line", "text", "date", "choice", "tick", "scale", "table")
# The kinds of field to which each key applies; on any other kind it is an error.
BELONGS = {
    "options": ("choice", "scale", "tick"),
    "columns": ("table",),
    "first_column": ("table",),
    "rows": ("table", "text"),
}
FOLDER = "forms/"
NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing a form asks.

    `id` is made from the words of the part and the label, unless the file gives one, so that a
    saved form still opens after another field has come or gone. A `choice` and a `scale` take one
    of the `options`, a `tick` any of them, or is one box where there are none. A `table` has a
    heading for each of its `columns`; with a `first_column` the first cell of each row is printed,
    not asked.
    """

    id: str
    label: str
    hint: str = ""
    kind: str
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 0
    first_column: tuple[str, ...] = ()
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """A heading of a form with its fields."""

    id: str
    title: str
    about: str = ""
    fields: tuple[FormField, ...]
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: who fills it in (an owner), in which phases, and who gets it."""

    id: str
    title: str
    purpose: str
    filled_in_by: str
    used_in: tuple[str, ...]
    give_to: str
    parts: tuple[FormPart, ...]
    was: tuple[str, ...] = ()


@cache
def load_forms() -> Mapping[str, Form]:
    """Return every form by its id, the file's name; `LibraryError` at the first that is wrong."""
    entries = (
        Table(file, file.removeprefix(FOLDER).removesuffix(".toml"), values)
        for file, values in tables_for_pages().items()
        if file.startswith(FOLDER)
    )
    return {entry.id: read_form(entry) for entry in entries}


def read_form(entry: Table) -> Form:
    """Read one file; `LibraryError` names what was found and what would be right."""
    library = load_library()
    form = Form(
        id=entry.id,
        title=entry.text("title"),
        purpose=entry.text("purpose"),
        filled_in_by=_one_of(entry, entry.text("filled_in_by"), library.owners),
        used_in=tuple(
            _one_of(entry, phase, library.phases) for phase in entry.words("used_in", required=True)
        ),
        give_to=entry.text("give_to"),
        parts=tuple(_part(row) for row in entry.tables("parts")),
        was=entry.words("was"),
    )
    if not form.parts:
        raise entry.error("it has no [[parts]]; add one")
    _refuse_doubles(entry, [part.id for part in form.parts])
    _refuse_doubles(entry, [field.id for part in form.parts for field in part.fields])
    return entry.finish(form)


def slug(words: str) -> str:
    """Return words as they stand in an id, such as `what-is-the-need`."""
    return NOT_A_LETTER.sub("-", words.lower()).strip("-")


def _part(row: Table) -> FormPart:
    title = row.text("title")
    id = row.text("id", slug(title))
    fields = tuple(_field(field, id) for field in row.tables("fields"))
    if not fields:
        raise row.error("it has no [[parts.fields]]; add one")
    about = row.text("about", "")
    was = row.words("was")
    return row.finish(FormPart(id=id, title=title, about=about, fields=fields, was=was))


def _field(row: Table, part: str) -> FormField:
    label, kind = row.text("label"), _one_of(row, row.text("kind"), KINDS)
    first_column = row.words("first_column")
    field = FormField(
        id=row.text("id", f"{part}-{slug(label)}"),
        label=label,
        hint=row.text("hint", ""),
        kind=kind,
        options=row.words("options"),
        columns=row.words("columns"),
        rows=row.take("rows", int, len(first_column)),
        first_column=first_column,
        was=row.words("was"),
    )
    if kind in ("choice", "scale") and len(field.options) < 2:
        raise row.error(f"a {kind} has two “options” or more; write them")
    if kind == "table" and not (field.columns and field.rows):
        raise row.error("a table has “columns”, and “rows” or a “first_column”; write them")
    for name, kinds in BELONGS.items():
        if getattr(field, name) and kind not in kinds:
            raise row.error(f"“{name}” says nothing of a {kind}; take it out")
    if field.rows < 0:
        raise row.error(f"“rows” is {field.rows}; write how many lines or rows there are")
    if first_column and field.rows != len(first_column):
        raise row.error("“rows” is not the length of “first_column”; take “rows” out")
    return row.finish(field)


def _one_of(entry: Table, value: str, allowed: Iterable[str]) -> str:
    if value not in allowed:
        raise entry.error(f"“{value}” is not known; use {', '.join(allowed)}")
    return value


def _refuse_doubles(entry: Table, ids: list[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise entry.error(f"two begin with the same words, “{name}”; word one of them anew")
