"""The texts that code chooses between, from `data/words/`, each by its id.

The words of the library are in its own files, and those around them on a page or in a file are in
the templates.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

# A blank has the name of its value and, after a bar, its format: see `KINDS` and `counts.toml`.
BLANK = re.compile(r"\{\{ (\w+)(?: \| ([\w% ]+?))? \}\}")

type Worth = date | Decimal | int | str


@cache
def texts() -> Mapping[str, str]:
    """Return every text by its id: file, tables and key, such as `checks.last_day_has_passed`."""
    folder = files("planner") / "data" / "words"
    found: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            table = tomllib.loads(file.read_text("utf-8"))
            found |= dict(_texts_in(table, file.name.removesuffix(".toml")))
    return found


def say(id: str, /, **given: Worth) -> str:
    """Return the text of an id with what is given put into its blanks.

    A blank that nothing is given for is a `KeyError`; the lint finds it first.
    """
    text = texts()[id]
    return BLANK.sub(lambda blank: _worded(given[blank[1]], blank[2]), text) if given else text


def pieces(id: str, /, **given: str) -> Iterator[tuple[bool, str]]:
    """Yield the same in pieces, each with whether it is a given value."""
    place = 0
    for blank in BLANK.finditer(texts()[id]):
        yield False, texts()[id][place : blank.start()]
        yield True, given[blank[1]]
        place = blank.end()
    yield False, texts()[id][place:]


def blanks_of(text: str) -> list[tuple[str, str]]:
    """Return the name and the kind of each blank, in order; the kind is empty for plain text."""
    return [(blank[1], blank[2] or "") for blank in BLANK.finditer(text)]


def long_date(day: date) -> str:
    """Return a date as `1 February 2027`."""
    return say("dates.long", day=day.day, month=say(f"dates.month.{day.month}"), year=day.year)


def short_date(day: date) -> str:
    """Return a date as `Mon 1 Feb 2027`."""
    return say(
        "dates.short",
        weekday=say(f"dates.weekday.{day.isoweekday()}"),
        day=day.day,
        month=say(f"dates.short_month.{day.month}"),
        year=day.year,
    )


def month_and_year(day: date) -> str:
    """Return the month of a date as `February 2027`."""
    return say("dates.month_and_year", month=say(f"dates.month.{day.month}"), year=day.year)


def count(number: Decimal | int, noun: str) -> str:
    """Return a number with its noun, such as `1 week`; `noun` is a table of `counts.toml`.

    A noun that has no table stands as it is, so that the lint can name it.
    """
    form, shown = "one" if number == 1 else "other", f"{Decimal(number).normalize():,f}"
    if f"counts.{noun}.{form}" not in texts():
        return f"{shown} {noun}"
    return say(f"counts.{noun}.{form}", number=shown)


def counted(*amounts: tuple[int | Decimal, str]) -> str:
    """Return `2 weeks and 1 day` for the amounts that are not zero, each with its noun."""
    given = [(number, noun) for number, noun in amounts if number] or [amounts[-1]]
    return joined([count(number, noun) for number, noun in given])


def joined(said: Sequence[str], by: str = "and") -> str:
    """Return texts as `a, b and c`; `by` is a key of `lists.toml`: comma, and, or, and_of."""
    if len(said) < 2 or by == "comma":
        return say("lists.comma").join(said)
    return say(f"lists.{by}", others=say("lists.comma").join(said[:-1]), last=said[-1])


KINDS = {
    "day": (date, long_date),
    "number": (Decimal, lambda value: f"{value.normalize():f}"),
    "exact": (Decimal, lambda value: f"{value:f}"),
    "amount": (Decimal, lambda value: f"{value:,f}"),
}


def _worded(value: Worth, kind: str | None) -> str:
    if kind in KINDS:
        type, wording = KINDS[kind]
        if not isinstance(value, type):
            raise TypeError(f"{value!r} is no {type.__name__}, which a blank of {kind} takes")
        return wording(value)
    if kind:
        return count(value if isinstance(value, Decimal) else int(str(value)), kind)
    if not isinstance(value, str | int):
        raise TypeError(f"{value!r} needs a blank that says how it is worded")
    return str(value)


def _texts_in(table: Mapping[str, object], before: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _texts_in(value, f"{before}.{key}")
        else:
            yield f"{before}.{key}", str(value)
