"""From raw answers to the facts of a case, or to every problem, each with its question.

Long because each kind of question has its reader, and what is told of a text is found with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import cast

from planner.rules.checks import refused
from planner.rules.list_marks import without_list_marks
from planner.rules.loans import EARLIER_LOANS, loans_refused
from planner.rules.model import AnswerNote, Differs, Question, Secondment, Value
from planner.rules.money import PLACES
from planner.rules.numerals import (
    PERCENT,
    currencies,
    day_readings,
    plain_digits,
    readings,
    split_number,
)
from planner.rules.rows import read_rows
from planner.rules.truth import Truth, among, every, some
from planner.rules.words import joined, long_date, say

UNSURE = "unsure"
NO_BY_KIND: Mapping[str, Value] = {"yes_no": False, "choice": "", "rows": ()}
NOT_GIVEN = "not given"
# Conditions on a date and today. Only the page hides questions by them; answers are used anyway.
BY_THE_DAY = re.compile(r"has passed|within \d+ days")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
CURRENCY = "currency"  # the question that names the currency of every amount
USUAL_PLACES = 2  # decimals of most currencies
LONGEST_NUMBER = 60  # characters
MOST_DECIMALS = -12  # as an exponent; nobody means an amount with more decimals
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Characters that documents cannot hold, by the key of their name in `answers.toml`.
LOST: Mapping[str, str] = {
    "controls": "\x00-\x08\x0b-\x1f\x7f-\x9f",
    "directions": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f",
    "halves": "\ud800-\udfff",
    "no_characters": "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\U000e0001"
    + "".join(
        f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 1 << 16)
    ),
}
ANY_LOST = re.compile(f"[{''.join(LOST.values())}]")


class AnswerProblem(ValueError):
    """One answer that cannot be used, in words for the person who gave it."""

    def __init__(
        self, question: str, message: str, is_missing: bool = False, cell: str = ""
    ) -> None:
        """Give `message` the id of the question; `is_missing` where nothing was given at all.

        `cell` names a place in an answer in rows: the id of the row, a slash, and the column.
        """
        super().__init__(message)
        self.question = question
        self.message = message
        self.is_missing = is_missing
        self.cell = cell


def read_answers(
    raw: Mapping[str, object], questions: Mapping[str, Question], countries: Mapping[str, str]
) -> tuple[Secondment | None, list[AnswerProblem]]:
    """Return the facts with every usable answer, and all problems.

    An answer with a problem counts as not given. Without a usable answer to a required question
    there are no facts. Answers to questions that are not asked are ignored.
    """
    problems = [
        AnswerProblem(name, say("answers.no_question", name=name))
        for name in raw
        if name not in questions
    ]
    values: dict[str, Value | None] = {}
    currency = _currency(raw, questions)
    for question in questions.values():
        read = partial(_read, countries=countries, currency=currency)
        try:
            if question.kind == "rows":
                values[question.id], found = read_rows(raw.get(question.id), question, read)
                problems += [AnswerProblem(question.id, said, cell=cell) for cell, said in found]
            else:
                values[question.id] = read(raw.get(question.id), question)
        except AnswerProblem as problem:
            values[question.id] = None
            problems.append(problem)
        if question.required and values[question.id] is None and not _names(problems, question):
            problems.append(AnswerProblem(question.id, say("answers.first"), True))
    facts, refusals = refused(_resolve(values, questions))
    problems += [AnswerProblem(question, message) for question, message in refusals]
    facts, late = loans_refused(facts)
    problems += [AnswerProblem(EARLIER_LOANS, said, cell=cell) for cell, said in late]
    if any(question.required and values[question.id] is None for question in questions.values()):
        return None, problems
    return facts, problems


def unused_notes(
    raw: Mapping[str, object], facts: Secondment, questions: Mapping[str, Question]
) -> tuple[AnswerNote, ...]:
    """Return a note for each answer that is ignored because its question does not arise."""
    resolved = {name: getattr(facts, name) for name in questions}
    given = (q for q in questions.values() if not _is_empty(raw.get(q.id)) and raw[q.id] != [])
    return tuple(
        AnswerNote(question.id, say("answers.unused", question=after.ask))
        for question in given
        if is_asked(question, resolved) is False
        for after in [_decides(question, resolved, questions)]
    )


def reading_notes(
    raw: Mapping[str, object], questions: Mapping[str, Question]
) -> tuple[AnswerNote, ...]:
    """Return a note for each answer that was read differently from what was typed."""
    currency = _currency(raw, questions)
    return tuple(
        AnswerNote(question.id, message)
        for question in questions.values()
        if isinstance(typed := raw.get(question.id), str)
        for message in _told(typed, question, currency)
    )


def is_asked(question: Question, values: Mapping[str, Value | None]) -> Truth:
    """Say whether the answers so far call for the question; unknown until they do or do not."""
    fits = partial(_fits_one, values=values)
    calls = every(fits(*rule) for rule in question.asked_when.items())
    if not question.asked_any:
        return calls
    return every((calls, some(fits(*rule) for rule in question.asked_any.items())))


def _fits_one(
    other: str, options: Iterable[str | Differs], values: Mapping[str, Value | None]
) -> Truth:
    return some(_matches(values.get(other), wanted, values) for wanted in options)


def _decides(
    question: Question, values: Mapping[str, Value | None], questions: Mapping[str, Question]
) -> Question:
    """Return the question whose answer keeps another from being asked."""
    for other, options in (*question.asked_when.items(), *question.asked_any.items()):
        if _fits_one(other, options, values) is False:
            return questions[other]
    return question


def clean_text(text: str) -> str:
    """Return text without the characters that documents cannot hold; all others stay.

    Line ends become newlines and tabs spaces. `LOST` names what is removed: bidirectional controls
    too, because they can make a name or an amount look like another.
    """
    if text.isprintable():
        return text
    return ANY_LOST.sub("", LINE_END.sub("\n", text).replace("\t", " "))


def _matches(
    value: Value | None, wanted: str | Differs, values: Mapping[str, Value | None]
) -> Truth:
    if wanted == NOT_GIVEN:
        return value is None
    if isinstance(value, date) and isinstance(wanted, str) and BY_THE_DAY.fullmatch(wanted):
        return True
    if isinstance(wanted, Differs):
        other = values.get(wanted.question)
        return None if value is None or other is None else value != other
    return value == (wanted == "yes") if isinstance(value, bool) else among(value, wanted)


def _resolve(values: Mapping[str, Value | None], questions: Mapping[str, Question]) -> Secondment:
    """Drop answers to questions that are not asked; a question that cannot arise answers no."""
    resolved: dict[str, Value | None] = {}
    for question in questions.values():
        asked = is_asked(question, resolved)
        resolved[question.id] = values[question.id] if asked else None
        if asked and question.default and values[question.id] is None:
            resolved[question.id] = question.default
        if asked is False:
            resolved[question.id] = NO_BY_KIND.get(question.kind)
    return Secondment(**resolved)  # type: ignore[arg-type]


def _names(problems: list[AnswerProblem], question: Question) -> bool:
    return any(problem.question == question.id for problem in problems)


def _read(
    raw: object, question: Question, countries: Mapping[str, str], currency: str | None
) -> Value | None:
    if _is_empty(raw):
        return None
    readers = {
        "choice": _read_choice,
        "yes_no": _read_yes_no,
        "date": _read_date,
        "text": _read_text,
        "long_text": _read_text,
    }
    if question.kind == "country":
        return _read_country(raw, question, countries)
    if question.kind == "number":
        return _read_number(raw, question, currency)
    return readers[question.kind](raw, question)


def _is_empty(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _read_choice(raw: object, question: Question) -> str | None:
    if raw == UNSURE:
        return None
    options = [option.id for option in question.options]
    if isinstance(raw, str) and raw in options:
        return raw
    message = say("answers.not_offered", answer=_shown(raw), options=joined(options, "or"))
    raise AnswerProblem(question.id, message)


def _read_yes_no(raw: object, question: Question) -> bool | None:
    if raw == UNSURE:
        return None
    if isinstance(raw, bool):
        return raw
    if raw in ("yes", "no"):
        return raw == "yes"
    raise AnswerProblem(question.id, say("answers.not_yes_or_no", answer=_shown(raw)))


def _read_country(raw: object, question: Question, countries: Mapping[str, str]) -> str:
    if isinstance(raw, str) and raw in countries:
        return raw
    raise AnswerProblem(question.id, say("answers.not_a_country", answer=_shown(raw)))


def _read_date(raw: object, question: Question) -> date:
    found = _typed_days(raw) if isinstance(raw, str) else [raw] if type(raw) is date else []
    days = [day for day in found if EARLIEST <= day <= LATEST]
    if len(days) == 1:
        return days[0]
    if days:
        ways = [say("answers.day_for", typed=day.isoformat(), day=day) for day in days]
        message = say("answers.two_ways", answer=_shown(raw), ways=joined(ways, "or"))
        raise AnswerProblem(question.id, message)
    raise AnswerProblem(question.id, say("answers.not_a_day", answer=_shown(raw)))


def _typed_days(text: str) -> list[date]:
    if len(text) > LONGEST_NUMBER:
        return []
    try:
        return [date.fromisoformat(text if text.isascii() else plain_digits(text))]
    except ValueError:
        return day_readings(text)


def _read_number(raw: object, question: Question, currency: str | None) -> Decimal:
    low, high = question.minimum, question.maximum
    if isinstance(raw, str):
        found = _typed_numbers(raw, question, currency)
    else:
        found = [] if isinstance(raw, bool) else _given_number(raw)
    fitting = [number for number in found if _fits(number, question)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        ways = [f"{number.normalize():f}" for number in fitting]
        # The decimals of the currency often leave one way to read an amount.
        message = say(
            "answers.two_ways" if question.unit or currency else "answers.two_ways_of_an_amount",
            answer=_shown(raw),
            ways=joined(ways, "or"),
        )
        raise AnswerProblem(question.id, message)
    message = say(
        "answers.not_a_number" if question.unit else "answers.not_an_amount",
        answer=_shown(raw),
        low=f"{low:,}",
        high=f"{high:,}",
    )
    raise AnswerProblem(question.id, message)


def _fits(number: Decimal, question: Question) -> bool:
    low, high = question.minimum, question.maximum
    return (
        number.is_finite()
        and cast(int, number.as_tuple().exponent) >= MOST_DECIMALS
        and (low is None or number >= low)
        and (high is None or number <= high)
    )


def _given_number(raw: object) -> list[Decimal]:
    """Return the number that a file holds as one."""
    try:
        return [Decimal(str(raw))]
    except (InvalidOperation, ValueError):  # a number of thousands of digits is a ValueError
        return []


def _typed_numbers(raw: str, question: Question, currency: str | None) -> list[Decimal]:
    """Return each way to read a number; what stands beside it must be its unit or currency."""
    if len(raw) > LONGEST_NUMBER:
        return []
    if raw.isascii() and raw.isdecimal():
        return [Decimal(raw)]
    digits, mark = split_number(plain_digits(raw))
    places = None
    if question.unit:
        known = not mark or mark in _units(question.unit)
    else:  # an amount of money
        codes = currencies(mark)
        known = not mark or bool(codes)
        places = PLACES.get(currency, USUAL_PLACES) if currency else None
        if codes and currency and currency not in codes:
            message = say("answers.other_currency", answer=_shown(raw), currency=currency)
            raise AnswerProblem(question.id, message)
    if digits and not known:
        plain = question.unit in ("", "%")
        message = say(
            "answers.other_mark" if plain else "answers.other_mark_of_a_unit",
            answer=_shown(raw),
            mark=_shown(mark),
            unit=question.unit,
        )
        raise AnswerProblem(question.id, message)
    return readings(digits, places) if digits else []


def _units(unit: str) -> tuple[str, ...]:
    """Return what may stand after a number that has a unit: `weeks`, `week`, `days a week`."""
    if unit == "%":
        return tuple(PERCENT)
    nouns = (unit, unit.partition(" ")[0])
    return tuple(
        say(f"counts.{noun}.{form}", number="").strip()
        for noun in nouns
        for form in ("one", "other")
    )


def _currency(raw: Mapping[str, object], questions: Mapping[str, Question]) -> str | None:
    """Return the currency chosen, whose decimals decide how an amount is read."""
    chosen, question = raw.get(CURRENCY), questions.get(CURRENCY)
    options = [option.id for option in question.options] if question else []
    return chosen if isinstance(chosen, str) and chosen in options else None


def _read_text(raw: object, question: Question) -> str:
    if not isinstance(raw, str):
        raise AnswerProblem(question.id, say("answers.not_text", answer=_shown(raw)))
    if len(raw) > question.max_length:
        message = say("answers.too_long", length=len(raw), most=question.max_length)
        raise AnswerProblem(question.id, message)
    if "\n" not in raw and raw.isprintable():
        return raw.strip()
    return clean_text("\n".join(without_list_marks(_lines(raw)))).strip()


def _lines(text: str) -> list[str]:
    return LINE_END.sub("\n", text).split("\n")


def _told(typed: str, question: Question, currency: str | None) -> Iterator[str]:
    """Yield notes on an answer that was read differently from what was typed."""
    try:
        if question.kind in ("text", "long_text"):
            if len(typed) <= question.max_length:
                yield from _told_of_text(typed)
        elif question.kind == "date" and typed.strip():
            day = _read_date(typed, question)
            if typed.strip() != day.isoformat():
                yield say("answers.read_as", value=long_date(day))
        elif question.kind == "number" and typed.strip():
            number = f"{_read_number(typed, question, currency):f}"
            choose = not question.unit and not currency and split_number(plain_digits(typed))[1]
            if typed.strip().replace(",", ".") != number:
                yield say(
                    "answers.read_without_currency" if choose else "answers.read_as", value=number
                )
    except AnswerProblem:
        return


def _told_of_text(typed: str) -> Iterator[str]:
    if typed.isprintable():
        return
    lines = _lines(typed.strip())
    bare = without_list_marks(lines)
    count = sum(before != after for before, after in zip(lines, bare, strict=True))
    if count:
        yield say("answers.list_marks", lines=count)
    left = "\n".join(bare)
    if "\t" in left:
        yield say("answers.tabs")
    lost = [kind for kind, codes in LOST.items() if re.search(f"[{codes}]", left)]
    if lost:
        said = joined([say(f"answers.lost.{kind}") for kind in lost])
        yield say("answers.taken_out", lost=f"{said[0].upper()}{said[1:]}")


def _shown(raw: object) -> str:
    text = str(raw)
    return text if len(text) <= 40 else text[:39] + "…"
