"""How facts and figures are worded where a text leaves room for them."""

import re
from datetime import date
from decimal import Decimal

from planner.answers import clean_text
from planner.limits import figure
from planner.model import Library, Question, Secondment, Value

BLANK = re.compile(r"\{\{ (\w+) \}\}")
LINE_END = re.compile(r" *\n[ \n]*")
TYPED = ("text", "long_text")  # kinds of question whose answers are free text
TAKES_ARTICLE = re.compile(
    r"^United |Islands$|Republic$"
    r"|^(Bahamas|Comoros|Gambia|Maldives|Netherlands|Philippines|Seychelles)$"
)


def phrase(name: str, facts: Secondment, library: Library) -> str | None:
    """Return the words for a placeholder, or `None` while the fact behind it is not known.

    `name` is a question or a limit; anything else is a `KeyError`, which the lint finds first.
    """
    if name in library.limits:
        return figure(library.limits[name], library, facts.start_date)
    question = library.questions[name]
    value = getattr(facts, name)
    return None if value is None or value == "" else _worded(value, question, facts, library)


def is_typed(name: str, library: Library) -> bool:
    """Say whether the words for a placeholder are text as somebody typed it."""
    question = library.questions.get(name)
    return question is not None and question.kind in TYPED


def gap_text(name: str, library: Library) -> str:
    """Return what stands in place of an answer not given or a figure not to be printed."""
    if name in library.limits:
        return f"[{library.limits[name].title}: check the figure in force]"
    return f"[{library.questions[name].label}: to be agreed]"


def filled(text: str, facts: Secondment, library: Library) -> str:
    """Return a sentence with each `{{ name }}` worded, or shown as a gap."""
    return BLANK.sub(lambda m: phrase(m[1], facts, library) or gap_text(m[1], library), text)


def one_line(text: str) -> str:
    """Return text with a space for each line end, and nothing else changed."""
    return LINE_END.sub(" ", clean_text(text)).strip()


def shortened(text: str, most: int) -> str:
    """Return text of at most `most` characters that shows where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def long_date(day: date) -> str:
    """Return a date as `1 February 2027`."""
    return f"{day.day} {day:%B %Y}"


def _worded(value: Value, question: Question, facts: Secondment, library: Library) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal):
        return _quantity(value, question.unit)
    if question.kind == "country":
        name = library.countries[value]
        return f"the {name}" if TAKES_ARTICLE.search(name) else name
    said = {option.id: option.phrase for option in question.options}.get(value, value)
    return filled(said, facts, library) if question.options else said


def _quantity(value: Decimal, unit: str) -> str:
    if unit == "%":
        return f"{value.normalize():f}%"
    first, _, rest = unit.partition(" ")
    word = first.removesuffix("s") if value == 1 else first
    return f"{value.normalize():f} {word} {rest}".rstrip()
