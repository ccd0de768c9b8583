"""How facts and figures are worded in the blanks of a text."""

import re
from datetime import date
from decimal import Decimal

from planner.rules.answers import clean_text
from planner.rules.limits import figure
from planner.rules.model import Library, Question, Secondment, Value, Wording
from planner.rules.rows import row_text
from planner.rules.words import count, long_date, say

BLANK = re.compile(r"\{\{ (\w+) \}\}")
BLANK_IN = re.compile(r"(\bin )?\{\{ (\w+) \}\}")
LINE_END = re.compile(r" *\n[ \n]*")
TYPED = ("text", "long_text")  # kinds of question whose answers are free text


def phrase(name: str, facts: Secondment, library: Library) -> str | None:
    """Return the words for a placeholder, or `None` while the fact behind it is not known.

    `name` is a question or a limit; anything else is a `KeyError`, which the lint finds first.
    """
    if name in library.limits:
        return figure(library.limits[name], library, facts.start_date)
    question = library.questions[name]
    value = getattr(facts, name)
    return None if value in (None, "", ()) else _worded(value, question, facts, library)


def stands_for(name: str, facts: Secondment, library: Library) -> str:
    """Return the question whose answer words this one, where an option has nothing but a blank."""
    question = library.questions.get(name)
    if question is None or not question.options:
        return name
    chosen = getattr(facts, name)
    said = next((option.phrase for option in question.options if option.id == chosen), "")
    found = BLANK.fullmatch(said.marked) if isinstance(said, Wording) else None
    return found[1] if found else name


def is_typed(name: str, library: Library) -> bool:
    """Say whether the words for a placeholder are text as somebody typed it."""
    question = library.questions.get(name)
    return question is not None and question.kind in TYPED


def gap_text(name: str, library: Library) -> str:
    """Return what stands in place of an answer not given or a figure not to be printed."""
    said = say(
        "phrases.check_the_figure" if name in library.limits else "phrases.to_be_agreed",
        name=gap_name(name, library),
    )
    return f"[{said}]"


def gap_name(name: str, library: Library) -> str:
    """Return what is missing where an answer is not given or a figure is not to be printed."""
    if name in library.limits:
        return library.limits[name].title
    return library.questions[name].label


def filled(text: str, facts: Secondment, library: Library) -> str:
    """Return a sentence with each blank worded, or shown as a gap; one without blanks as it is."""
    if not isinstance(text, Wording):
        return text

    def worded(found: re.Match[str]) -> str:
        words = phrase(found[2], facts, library) or gap_text(found[2], library)
        return before(found[1] or "", takes_on(found[2], facts, library)) + words

    return BLANK_IN.sub(worded, text.marked)


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


def country(code: str, library: Library) -> str:
    """Return a country inside a sentence, such as `the Netherlands`."""
    held = library.in_sentences.get(code)
    return held.said if held else library.countries[code]


def takes_on(name: str, facts: Secondment, library: Library) -> bool:
    """Say whether the words for a placeholder are a country on which, and not in which, one is."""
    question = library.questions.get(name)
    code = getattr(facts, name) if question and question.kind == "country" else None
    return _is_island(code, library)


def before(text: str, is_on: bool) -> str:
    """Return what stands before a country, with the word that its name takes: on an island."""
    inside, upon = f"{say('phrases.in')} ", f"{say('phrases.on')} "
    return text.removesuffix(inside) + upon if is_on and text.endswith(inside) else text


def whereabouts(code: str, library: Library) -> str:
    """Return where somebody is in a country, such as `in the Netherlands`."""
    said = f"{say('phrases.in')} "
    return before(said, _is_island(code, library)) + country(code, library)


def one_line(text: str) -> str:
    """Return text with a space for each line end, and nothing else changed."""
    return LINE_END.sub(" ", clean_text(text)).strip()


def shortened(text: str, most: int) -> str:
    """Return text of at most `most` characters that shows where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _is_island(code: str | None, library: Library) -> bool:
    held = library.in_sentences.get(code) if code else None
    return held is not None and held.is_island


def _worded(value: Value, question: Question, facts: Secondment, library: Library) -> str:
    if isinstance(value, tuple):
        return "\n".join(row_text(row) for row in value)
    if isinstance(value, bool):
        return say("phrases.yes" if value else "phrases.no")
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal):
        return count(value, question.unit) if question.unit else f"{value.normalize():f}"
    if question.kind == "country":
        return country(value, library)
    said = {option.id: option.phrase for option in question.options}.get(value, value)
    return filled(said, facts, library) if question.options else said
