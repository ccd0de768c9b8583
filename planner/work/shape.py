"""Validates a JSON value against a JSON Schema: what fits, and each thing that does not.

It supports only the keywords that our own schemas use, each as in JSON Schema 2020-12; a schema
with another keyword is an error.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None
type Schema = Mapping[str, object]
type Path = tuple[str, ...]

TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
}
NAMES = {
    "object": "a group of entries",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}
SAYING = {"$schema", "$id", "$defs", "$ref", "title", "description"}
KNOWN = SAYING | {
    *("type", "enum", "pattern", "format", "minLength", "maxLength", "minimum", "maximum"),
    *("properties", "required", "additionalProperties", "propertyNames"),
    *("items", "prefixItems", "minItems", "maxItems"),
}
LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit: where it stands, what is there, and what would be right.

    `is_unknown` says that the schema has no such key; whoever reads the value leaves it alone.
    """

    path: Path
    found: str
    right: str
    is_unknown: bool = False

    def __str__(self) -> str:
        """Return it as one sentence for the person who has the file."""
        if self.is_unknown:
            return f"{pointer(self.path)} is not known here; it is kept and not used."
        return f"{pointer(self.path)} holds {self.found}; it should be {self.right}."


def pointer(path: Path) -> str:
    """Return a path as a JSON Pointer (RFC 6901) without its first slash."""
    return "/".join(step.replace("~", "~0").replace("/", "~1") for step in path)


def fitting(value: Json, schema: Schema) -> tuple[Json, tuple[Misfit, ...]]:
    """Return what of a value fits a schema, and what does not.

    A key or an item that does not fit is left out; a value that does not fit as a whole is `None`.
    """
    misfits: list[Misfit] = []
    held = _Reader(schema, misfits).held(value, schema, ())
    return (None if held is _NOTHING else held), tuple(misfits)


_NOTHING = cast(Json, object())


@dataclass(frozen=True, slots=True)
class _Reader:
    root: Schema
    misfits: list[Misfit]

    def held(self, value: Json, schema: Schema, path: Path) -> Json:
        schema = self.resolved(schema)
        wrong = _wrong(value, schema)
        if wrong:
            self.misfits.append(Misfit(path, shown(value), wrong))
            return _NOTHING
        if isinstance(value, dict):
            return self.of_object(value, schema, path)
        if isinstance(value, list):
            return self.of_list(value, schema, path)
        return value

    def resolved(self, schema: Schema) -> Schema:
        """Follow a reference to one of the schema's own definitions."""
        unknown = set(schema) - KNOWN
        if unknown:
            raise ValueError(f"the schema has keywords that shape.py does not know: {unknown}")
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        definitions = cast(Mapping[str, Schema], self.root["$defs"])
        return self.resolved(definitions[reference.removeprefix("#/$defs/")])

    def of_object(self, value: dict[str, Json], schema: Schema, path: Path) -> Json:
        known = cast(Mapping[str, Schema], schema.get("properties", {}))
        others = schema.get("additionalProperties", False)
        names = cast(Schema, schema.get("propertyNames", {}))
        found: dict[str, Json] = {}
        for key, each in value.items():
            here = (*path, key)
            wanted = known.get(key, others)
            if not isinstance(wanted, Mapping):
                self.misfits.append(Misfit(here, shown(each), "left out", is_unknown=True))
                continue
            if key not in known and (wrong := _wrong(key, self.resolved(names))):
                self.misfits.append(Misfit(here, f"the name {shown(key)}", wrong))
                continue
            held = self.held(each, wanted, here)
            if held is not _NOTHING:
                found[key] = held
        missing = [
            name for name in cast(list[str], schema.get("required", ())) if name not in found
        ]
        if missing:
            self.misfits.append(Misfit(path, "no " + ", ".join(missing), "given with it"))
            return _NOTHING
        return found

    def of_list(self, value: list[Json], schema: Schema, path: Path) -> Json:
        """Hold each item; where items have a place each, one that does not fit takes all along."""
        places = cast(list[Schema], schema.get("prefixItems", []))
        items = cast(Schema, schema.get("items", {}))
        held = [
            self.held(each, places[at] if at < len(places) else items, (*path, str(at)))
            for at, each in enumerate(value)
        ]
        if places and _NOTHING in held:
            return _NOTHING
        return [each for each in held if each is not _NOTHING]


def _wrong(value: Json, schema: Schema) -> str:
    """Return what would be right in place of a value, or nothing where it fits."""
    return next(_wrongs(value, schema), "")


def _wrongs(value: Json, schema: Schema) -> Iterator[str]:
    kind = schema.get("type", [])
    kinds = [kind] if isinstance(kind, str) else cast(list[str], kind)
    if kinds and not any(_is(value, each) for each in kinds):
        yield " or ".join(NAMES[each] for each in kinds)
        return
    if "enum" in schema and value not in cast(list[Json], schema["enum"]):
        yield "one of " + ", ".join(map(str, cast(list[Json], schema["enum"])))
    if isinstance(value, str):
        yield from _wrong_texts(value, schema)
    if isinstance(value, list):
        least, most = schema.get("minItems", 0), schema.get("maxItems", len(value))
        if isinstance(least, int) and isinstance(most, int) and not least <= len(value) <= most:
            yield (
                f"a list of {least} to {most} items" if least < most else f"a list of {least} items"
            )
    if isinstance(value, int) and not isinstance(value, bool):
        low, high = schema.get("minimum"), schema.get("maximum")
        if isinstance(low, int) and value < low:
            yield f"{low} or more"
        if isinstance(high, int) and value > high:
            yield f"at most {high}"


def _wrong_texts(value: str, schema: Schema) -> Iterator[str]:
    least, most = schema.get("minLength"), schema.get("maxLength")
    if isinstance(least, int) and len(value) < least:
        yield f"at least {least} characters long"
    if isinstance(most, int) and len(value) > most:
        yield f"at most {most} characters long"
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and not re.search(pattern, value):
        yield str(schema.get("description", f"of the form {pattern}"))
    if schema.get("format") == "date" and not _is_day(value):
        yield "a day such as 2027-01-31"


def _is(value: Json, kind: str) -> bool:
    fits = isinstance(value, TYPES[kind])
    return fits and (kind == "boolean" or not isinstance(value, bool))


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("2027-01-31") and bool(date.fromisoformat(text))
    except ValueError:
        return False


def shown(value: Json) -> str:
    """Return a value as a message can show it."""
    if isinstance(value, dict | list):
        return NAMES["object" if isinstance(value, dict) else "array"]
    text = value if isinstance(value, str) else str(value).lower()
    return f"“{text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + '…'}”"
