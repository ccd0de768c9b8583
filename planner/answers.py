"""From raw answers to the facts of a case, or to every problem, each tied to its question."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import cast

from planner.model import AnswerNote, Question, Secondment, Value
from planner.truth import Truth, among, every, some

UNSURE = "unsure"
NO_BY_KIND: Mapping[str, Value] = {"yes_no": False, "choice": ""}
DIFFERS = "differs from "
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
NUMBER = re.compile(r"\d+([.,]\d+)?", re.ASCII)
JOINERS = "\u200c\u200d"
MOST_DECIMALS = -12  # as an exponent; a longer tail is no amount anybody means
THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
BETWEEN = r"(?P<between>[.,' \u00a0\u2009\u202f\u2019])"  # what people put between thousands
GROUPED = re.compile(
    rf"(\d{{1,3}}){BETWEEN}(\d{{3}}(?:(?P=between)\d{{3}})*)([.,]\d{{1,2}})?", re.ASCII
)


class AnswerProblem(ValueError):
    """One answer that cannot be used, in words for the person who gave it."""

    def __init__(self, question: str, message: str, is_missing: bool = False) -> None:
        """Tie `message` to the id of the question; `is_missing` where nothing was given at all."""
        super().__init__(message)
        self.question = question
        self.message = message
        self.is_missing = is_missing


def read_answers(
    raw: Mapping[str, object], questions: Mapping[str, Question], countries: Mapping[str, str]
) -> tuple[Secondment | None, list[AnswerProblem]]:
    """Return the facts with every usable answer, and all problems.

    An answer with a problem counts as not given. Without a usable answer to a required question
    there are no facts. Answers to questions that are not asked are ignored.
    """
    problems = [
        AnswerProblem(name, f"There is no question “{name}”.")
        for name in raw
        if name not in questions
    ]
    values: dict[str, Value | None] = {}
    for question in questions.values():
        try:
            values[question.id] = _read(raw.get(question.id), question, countries)
        except AnswerProblem as problem:
            values[question.id] = None
            problems.append(problem)
        if question.required and values[question.id] is None and not _names(problems, question):
            problems.append(AnswerProblem(question.id, "Answer this question first.", True))
    problems += [*_contradictions(values), *_wrong_old_end(values)]
    if any(question.required and values[question.id] is None for question in questions.values()):
        return None, problems
    return _settle(values, questions), problems


def reading_notes(
    _raw: Mapping[str, object], _questions: Mapping[str, Question]
) -> tuple[AnswerNote, ...]:
    """Return what was read otherwise than it was typed, each tied to its question."""
    return ()


def is_asked(question: Question, values: Mapping[str, Value | None]) -> Truth:
    """Say whether the answers so far call for the question; unknown until they do or do not."""
    return every(
        some(_matches(values.get(other), wanted, values) for wanted in options)
        for other, options in question.asked_when.items()
    )


def clean_text(text: str) -> str:
    """Return text as documents can bear it: no control, no override, no half of a character."""
    if text.isprintable():
        return text
    return "".join(_kept(character) for character in text)


def _matches(value: Value | None, wanted: str, values: Mapping[str, Value | None]) -> Truth:
    if isinstance(value, bool):
        return value == (wanted == "yes")
    if not wanted.startswith(DIFFERS):
        return among(value, wanted)
    other = values.get(wanted.removeprefix(DIFFERS))
    return None if value is None or other is None else value != other


def _settle(
    values: Mapping[str, Value | None], questions: Mapping[str, Question]
) -> Secondment | None:
    """Drop answers to questions that are not asked; what cannot arise answers no."""
    settled: dict[str, Value | None] = {}
    for question in questions.values():
        asked = is_asked(question, settled)
        settled[question.id] = values[question.id] if asked else None
        if asked and question.default and values[question.id] is None:
            settled[question.id] = question.default
        if asked is False:
            settled[question.id] = NO_BY_KIND.get(question.kind)
    return Secondment(**settled)  # type: ignore[arg-type]


def _contradictions(values: dict[str, Value | None]) -> list[AnswerProblem]:
    start, end = values.get("start_date"), values.get("end_date")
    if not isinstance(start, date) or not isinstance(end, date) or start <= end:
        return []
    values["end_date"] = None
    message = f"The end ({_day(end)}) is before the start ({_day(start)}). Give a later day."
    return [AnswerProblem("end_date", message)]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _wrong_old_end(values: dict[str, Value | None]) -> list[AnswerProblem]:
    """Check that an extension ends later than agreed before, and an early end earlier."""
    old, end, change = values.get("old_end_date"), values.get("end_date"), values.get("change")
    if not isinstance(old, date) or not isinstance(end, date):
        return []
    if change == "extended" and old >= end:
        said = "before the new one", "earlier"
    elif change == "ends_early" and old <= end:
        said = "after the new one", "later"
    else:
        return []
    values["old_end_date"] = None
    message = f"The last day until now ({_day(old)}) must be {said[0]} ({_day(end)})."
    return [AnswerProblem("old_end_date", f"{message} Give the {said[1]} day, or correct the end.")]


def _names(problems: list[AnswerProblem], question: Question) -> bool:
    return any(problem.question == question.id for problem in problems)


def _read(raw: object, question: Question, countries: Mapping[str, str]) -> Value | None:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    readers = {
        "choice": _read_choice,
        "yes_no": _read_yes_no,
        "date": _read_date,
        "number": _read_number,
        "text": _read_text,
        "long_text": _read_text,
    }
    if question.kind == "country":
        return _read_country(raw, question, countries)
    return readers[question.kind](raw, question)


def _read_choice(raw: object, question: Question) -> str | None:
    if raw == UNSURE:
        return None
    options = [option.id for option in question.options]
    if isinstance(raw, str) and raw in options:
        return raw
    raise AnswerProblem(question.id, f"“{_shown(raw)}” is not offered. Use {_listed(options)}.")


def _read_yes_no(raw: object, question: Question) -> bool | None:
    if raw == UNSURE:
        return None
    if isinstance(raw, bool):
        return raw
    if raw in ("yes", "no"):
        return raw == "yes"
    raise AnswerProblem(question.id, f"“{_shown(raw)}” is not an answer. Use yes, no or unsure.")


def _read_country(raw: object, question: Question, countries: Mapping[str, str]) -> str:
    if isinstance(raw, str) and raw in countries:
        return raw
    message = f"“{_shown(raw)}” is not a country code. Use two capital letters, such as NO."
    raise AnswerProblem(question.id, message)


def _read_date(raw: object, question: Question) -> date:
    try:
        day = raw if isinstance(raw, date) else date.fromisoformat(str(raw))
        if EARLIEST <= day <= LATEST:
            return date(day.year, day.month, day.day)
    except (ValueError, TypeError):
        pass
    message = f"“{_shown(raw)}” is not a day from 2000 to 2100. Write it as 2027-01-31."
    raise AnswerProblem(question.id, message)


def _read_number(raw: object, question: Question) -> Decimal:
    low, high = question.minimum, question.maximum
    try:
        digits = _without_groups(str(raw).strip())
        if not NUMBER.fullmatch(digits):
            raise InvalidOperation
        number = Decimal(digits.replace(",", "."))
        fits = number.is_finite() and (low is None or number >= low)
        fits = fits and cast(int, number.as_tuple().exponent) >= MOST_DECIMALS
        if fits and not isinstance(raw, bool) and (high is None or number <= high):
            _refuse_two_readings(raw, number, question)
            return number
    except InvalidOperation:
        pass
    message = (
        f"“{_shown(raw)}” is not a number from {low:,} to {high:,}. Write nothing but digits, "
        "with a point before a fraction."
    )
    raise AnswerProblem(question.id, message)


def _without_groups(text: str) -> str:
    """Return `5 200,50`, `5.200,50` or `1,234,567` without what parts its thousands.

    What may be read in two ways, such as `5,200`, stays as it is.
    """
    found = GROUPED.fullmatch(text)
    if not found:
        return text
    between, fraction = found["between"], found[4] or ""
    if between in ".," and (
        fraction.startswith(between) or text.count(between) == 1 > len(fraction)
    ):
        return text
    return found[1] + found[3].replace(between, "") + fraction


def _refuse_two_readings(raw: object, number: Decimal, question: Question) -> None:
    """Refuse `5,200` or `5.200` where it may stand for 5200 as well as for 5.2."""
    if not isinstance(raw, str) or not THOUSANDS.fullmatch(raw.strip()):
        return
    whole = number * 1000
    if question.maximum is None or whole <= question.maximum:
        ways = f"{whole:.0f} or {number.normalize():f}"
        message = f"“{_shown(raw)}” can be read in two ways. Write {ways}."
        raise AnswerProblem(question.id, message)


def _read_text(raw: object, question: Question) -> str:
    if not isinstance(raw, str):
        raise AnswerProblem(question.id, f"“{_shown(raw)}” is not text.")
    if len(raw) > question.max_length:
        message = f"This is {len(raw)} characters long. Use at most {question.max_length}."
        raise AnswerProblem(question.id, message)
    return clean_text(raw).strip()


def _kept(character: str) -> str:
    """Return a character as documents can bear it: any blank as a space, no control, no override.

    The joiners that Persian words and joined emoji need stay.
    """
    if character == "\n" or character.isprintable() or character in JOINERS:
        return character
    return " " if character.isspace() else ""


def _shown(raw: object) -> str:
    text = str(raw)
    return text if len(text) <= 40 else text[:39] + "…"


def _listed(options: list[str]) -> str:
    return ", ".join(options[:-1]) + " or " + options[-1]
