"""How facts and figures are worded where a text leaves room for them."""

import re
from datetime import date
from decimal import Decimal

from planner.limits import figure
from planner.model import Library, Question, Secondment, Value, Wording

BLANK = re.compile(r"\{\{ (\w+) \}\}")
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


def gap_text(name: str, library: Library) -> str:
    """Return what stands in place of an answer not given or a figure not to be printed."""
    if name in library.limits:
        return f"[{library.limits[name].title}: check the figure in force]"
    return f"[{library.questions[name].label}: to be agreed]"


def filled(text: str, facts: Secondment, library: Library) -> str:
    """Return a sentence with each blank worded, or shown as a gap; one without blanks as it is."""
    if not isinstance(text, Wording):
        return text
    return BLANK.sub(lambda m: phrase(m[1], facts, library) or gap_text(m[1], library), text.marked)


def blanks_in(text: str) -> list[str]:
    """Return what the blanks of a sentence name, in order."""
    return BLANK.findall(text.marked) if isinstance(text, Wording) else []


def named_blanks(text: Wording, library: Library) -> Wording:
    """Return a sentence that names what stands in each blank where there is no case."""
    return Wording(text.marked, BLANK.sub(lambda m: blank_text(m[1], library), text.marked))


def blank_text(name: str, library: Library) -> str:
    """Return what stands for a blank where there is no case: a figure of law, or a name for it.

    What is neither a question nor a limit is named by its own words; the lint reports it.
    """
    if name in library.limits:
        return figure(library.limits[name], library, None) or gap_text(name, library)
    question = library.questions.get(name)
    return f"[{question.label if question else name.replace('_', ' ')}]"


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
