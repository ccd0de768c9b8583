"""Compares what people typed with what each output shows of it, character by character.

Each plan is made twice: once with a token for every text, once with text of some language or
habit. Where the first shows a token, the second must show the text, and around it the same words.
What may differ, and why, is listed in `EXPLAINED`. What is typed is in `tests/typed.toml`.
Long because every output has a reader of its own here.
"""

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from planner.content.loader import load_library
from planner.export.formats import IN_ARCHIVE, Choices, make
from planner.export.html import PlanPage
from planner.plan.make import make_plan
from planner.rules.answers import read_answers
from planner.rules.model import Plan
from planner.rules.phrases import TYPED
from planner.work.plan_file import Identity
from tests.readers import (
    calendar_text,
    commonmark_text,
    data_text,
    html_text,
    plain_text,
    python_markdown_text,
    table_text,
    word_text,
    workbook_text,
)

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
TODAY = date(2026, 11, 22)
PERSON = "home_hr"
READERS = {  # of each kind of file, by its ending
    "docx": {"": word_text},
    "xlsx": {"": workbook_text},
    "ics": {"": calendar_text},
    "html": {"": html_text},
    "md": {"commonmark": commonmark_text, "python-markdown": python_markdown_text},
    "csv": {"": table_text},
    "txt": {"": plain_text},
    "json": {"": data_text},
}
# The names that stand in titles, heads, feet and calendars too; all other text is always whole.
NAMES = ("secondee_name", "host_name", "home_manager", "host_manager")
TOKEN = re.compile(r"Zq([a-z]+)qZ")
# What a list of ours takes off the start of a line, because it puts a mark of its own there.
MARK = re.compile(r"\s*(?:[->*+•–—·o§▪➢]|\(?(?:\d+|[a-z]{1,4})[.)])\s+")
ENTRY = re.compile(r" ?\n(?:\([a-z]+\) *)?")  # a new line, and the mark that a list puts there
LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control and bidirectional characters, surrogates and code points without a character.
LOST = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
AMOUNT, SMALL = Decimal("1234567.5"), Decimal("4.5")
NUMBER_CASES: Mapping[str, dict[str, object]] = {
    "share": {"hours": "part_time", "recharge": "part", "home_country": "DE", "relocates": "yes"},
    "fee": {"hours": "part_time", "recharge": "margin", "home_country": "DE", "relocates": "yes"},
}


def _in_groups(between: str, point: str) -> Callable[[Decimal], str]:
    return lambda number: f"{number:,f}".translate({ord(","): between, ord("."): point})


def _in_digits(zero: str, point: str) -> Callable[[Decimal], str]:
    digits = {ord("0") + place: chr(ord(zero) + place) for place in range(10)}
    return lambda number: f"{number:f}".translate(digits | {ord("."): point})


# The ways in which a number is written.
FORMS: Mapping[str, Callable[[Decimal], str]] = {
    "Number": str,
    "Number with a comma": _in_groups("", ","),
    "Number, groups by commas": _in_groups(",", "."),
    "Number, groups by points": _in_groups(".", ","),
    "Number, groups by blanks": _in_groups(" ", ","),
    "Number, groups by thin blanks": _in_groups("\u202f", ","),
    "Number, groups by apostrophes": _in_groups("’", "."),
    "Number, Arabic": _in_digits("\N{ARABIC-INDIC DIGIT ZERO}", "\N{ARABIC DECIMAL SEPARATOR}"),
    "Number, Persian": _in_digits(
        "\N{EXTENDED ARABIC-INDIC DIGIT ZERO}", "\N{ARABIC DECIMAL SEPARATOR}"
    ),
    "Number, Hindi": _in_digits("\N{DEVANAGARI DIGIT ZERO}", "."),
    "Number, Bengali": _in_digits("\N{BENGALI DIGIT ZERO}", "."),
    "Number, Thai": _in_digits("\N{THAI DIGIT ZERO}", "."),
    "Number, full width": _in_digits("\N{FULLWIDTH DIGIT ZERO}", "\N{FULLWIDTH FULL STOP}"),
}
LOOK_AHEAD = 40  # characters of ours that must follow a text
LEAST = 20  # characters of a text that is cut
FULL = ", full length"
EXPLAINED = {
    "stripped": "Blanks before the first and after the last word are taken off.",
    "marks": "The marks of a list are taken off lines, which is told at the question.",
    "close": "A blank line, or one that is indented, would end a paragraph of Markdown: both go.",
    "told": "Characters that cannot be kept are taken out, which is told at the question.",
    "refused": "A number that is not read is refused at the question, with what to write.",
    "one line": "A title or a cell has one line: a space stands for each end of a line.",
    "list": "An answer of several lines that ends a sub-clause becomes a list with our marks.",
    "cut": (
        "A header, a footer and the title of an entry of a calendar have one line only. A name "
        "that is cut there ends in an ellipsis, and stands whole elsewhere in the file."
    ),
    "apostrophe": (
        "In a table of comma-separated values an apostrophe keeps a spreadsheet from taking what "
        "follows for a formula. It is seen, and nothing else is changed."
    ),
}
# Cases in which, together, every text is asked for and shown.
CASES: Mapping[str, dict[str, object]] = {
    "agreement": {"direction": "shared", "change": "no"},
    "change": {"change": "terms"},
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A text that came out other than it was typed, without an explanation."""

    typed: str
    output: str
    question: str
    wanted: str
    found: str

    def told(self) -> str:
        """Return the difference as lines to read."""
        return (
            f"{self.output}, {self.question}, “{self.typed}”:\n  typed {self.wanted[:160]!r}\n"
            f"  shown {self.found[:160]!r}"
        )


@dataclass(slots=True)
class Tally:
    """What was compared, what differed for a reason, and what differed without one."""

    compared: Counter[tuple[str, str]] = field(default_factory=Counter)
    questions: dict[str, set[str]] = field(default_factory=dict)  # shown, by output
    explained: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def check_numbers(typed: str, tally: Tally) -> None:
    """Compare every output of numbers written in one way with that of numbers in plain digits."""
    for case, more in NUMBER_CASES.items():
        written = {name: FORMS[typed](number) for name, number in numbers().items()}
        facts, problems = read_answers(
            _example() | more | written, LIBRARY.questions, LIBRARY.countries
        )
        refused = {problem.question for problem in problems}
        assert facts
        plain = {name: "" if name in refused else str(number) for name, number in numbers().items()}
        tally.explained["refused"] += len(refused)
        plan, other = _plan(more | written), _plan(more | plain)
        for name, number in numbers().items():
            kept = getattr(plan.facts, name)
            if name in refused or getattr(other.facts, name) is None:
                continue
            tally.compared[typed, "kept"] += 1
            if kept != number:
                each = Difference(typed, f"kept ({case})", name, written[name], str(kept))
                tally.differences.append(each)
        wanted, found = read(other), read(plan)
        for output, text in wanted.items():
            tally.compared[typed, output] += 1
            if found[output] != text:
                tally.differences.append(Difference(typed, output, case, "", ""))


def numbers() -> Mapping[str, Decimal]:
    """Return a number for each question that asks for one."""
    asked = [q for q in LIBRARY.questions.values() if q.kind == "number"]
    return {q.id: AMOUNT if (q.maximum or 0) > AMOUNT else SMALL for q in asked}


def questions() -> list[str]:
    """Return the ids of the questions that are answered in free text."""
    return [q.id for q in LIBRARY.questions.values() if q.kind in TYPED]


@cache
def samples() -> Mapping[str, str]:
    """Return what is typed, by the name of its language or habit."""
    return dict(tomllib.loads((ROOT / "tests/typed.toml").read_text("utf-8")))


def check(typed: str, text: str, tally: Tally) -> None:
    """Compare one text, typed as the answer to every question, in all outputs."""
    for case in CASES:
        before = shown(case)
        answers = {name: filled_up(text, name, typed) for name in questions()}
        plan = plan_of(case, answers)
        kept = {name: getattr(plan.facts, name) or "" for name in asked(case)}
        for name, text_kept in kept.items():
            _check_kept(typed, name, answers[name], text_kept, tally)
        for output, found in read(plan).items():
            compare(typed, output, before[output], found, kept, tally)


def filled_up(text: str, question: str, typed: str) -> str:
    """Return a text as long as a question takes, if its name asks for that."""
    if not typed.endswith(FULL):
        return text
    longest = LIBRARY.questions[question].max_length
    again = f" {text.replace('\n', ' ').strip()}"
    return (text + again * (longest // max(1, len(again)) + 1))[:longest]


@cache
def shown(case: str) -> Mapping[str, str]:
    """Return the outputs of a case in which a token stands for each text."""
    return read(plan_of(case, {name: token(name) for name in questions()}))


@cache
def asked(case: str) -> tuple[str, ...]:
    """Return the questions that are answered in free text and asked in a case."""
    facts = plan_of(case, {name: token(name) for name in questions()}).facts
    return tuple(name for name in questions() if getattr(facts, name))


def token(question: str) -> str:
    """Return what stands for the answer to a question: letters that no output changes."""
    return f"Zq{question.replace('_', '')}qZ"


def plan_of(case: str, answers: Mapping[str, object]) -> Plan:
    """Return the plan of a case with some answers."""
    return _plan(CASES[case] | dict(answers))


def _plan(more: Mapping[str, object]) -> Plan:
    facts, problems = read_answers({**_example(), **more}, LIBRARY.questions, LIBRARY.countries)
    assert facts, problems
    # One text answers every question here, and notes would say that people have one name.
    return replace(make_plan(facts, LIBRARY, TODAY), notes=())


def _example() -> dict[str, object]:
    return tomllib.loads((ROOT / "examples/client-secondment.toml").read_text("utf-8"))


def read(plan: Plan) -> dict[str, str]:
    """Return the text of each output of a plan."""
    page = PlanPage(LIBRARY, "").fragments(plan)
    texts = {"page": html_text("\n".join(page.values()))}
    for format in IN_ARCHIVE:
        choices = Choices(
            identity=Identity("a1b2"), person=PERSON if format.person == "must" else ""
        )
        files = make(format.id, plan, LIBRARY, choices).values()
        for name, reader in READERS[format.ending].items():
            texts[name or format.id] = "\n".join(reader(data) for data in files)
    return texts


def _check_kept(typed: str, question: str, answer: str, kept: str, tally: Tally) -> None:
    """Compare what was typed with what is kept of it."""
    tally.compared[typed, "kept"] += 1
    tally.questions.setdefault("kept", set()).add(question)
    if kept == answer:
        return
    if kept == answer.strip():
        tally.explained["stripped"] += 1
    elif kept == _as_kept(answer):
        tally.explained["told"] += 1
    elif "\n" in answer and kept == _as_kept(_without_marks(answer)):
        tally.explained["marks"] += 1
    else:
        tally.differences.append(Difference(typed, "kept", question, answer, kept))


def _without_marks(answer: str) -> str:
    return "\n".join(MARK.sub("", line, count=1) for line in answer.split("\n"))


def _as_kept(answer: str) -> str:
    """Return what is to be kept of an answer; all else that goes is told at the question."""
    lines = LINE_END.sub("\n", answer).replace("\t", " ").split("\n")
    return LOST.sub("", "\n".join(lines)).strip()


def compare(
    typed: str, output: str, before: str, found: str, kept: Mapping[str, str], tally: Tally
) -> None:
    """Walk through an output beside `before`, the same with tokens, from one text to the next."""
    names = {token(name): name for name in kept}
    pieces = TOKEN.split(before)
    asked = [names[f"Zq{piece}qZ"] for piece in pieces[1::2]]
    position = _after(pieces[0], found, 0)
    for question, words in zip(asked, pieces[2::2], strict=True):
        tally.compared[typed, output] += 1
        tally.questions.setdefault(output, set()).add(question)
        text, start = kept[question], words.rstrip(" ")[:LOOK_AHEAD]
        ways = WAYS if question in NAMES else WAYS_OF_THE_REST
        ways |= WAYS_OF_MARKDOWN if output in READERS["md"] else {}
        ends = {reason: way(text, found, position) for reason, way in ways.items()}
        fits = (r for r, end in ends.items() if end is not None and found.startswith(start, end))
        reason = next(fits, None)
        if reason is None:
            shown = found[position : position + len(text) + LOOK_AHEAD]
            tally.differences.append(Difference(typed, output, question, text, shown))
        elif reason:
            tally.explained[reason] += 1
        end = None if reason is None else ends[reason]
        if reason is None and start.strip():
            end = found.find(start, position)
        if end is None or end < 0:
            return  # nothing to go on from: the rest is not compared
        position = _after(words, found, end)
        if position < 0:
            shown = found[end : end + len(words) + LOOK_AHEAD]
            tally.differences.append(Difference(typed, output, "our own words", words, shown))
            return
    if found[position:]:
        tally.differences.append(Difference(typed, output, "the end", "", found[position:]))


def _after(words: str, found: str, position: int) -> int:
    """Return the place after words of ours, whose last blank goes where a list follows."""
    for said in (words, words.rstrip(" ")):
        if found.startswith(said, position):
            return position + len(said)
    return -1


def _same(text: str, found: str, position: int) -> int | None:
    return position + len(text) if found.startswith(text, position) else None


def _on_one_line(text: str, found: str, position: int) -> int | None:
    return _same(_one_line(text), found, position)


def _close(text: str, found: str, position: int) -> int | None:
    return _same(re.sub(r"\s*\n\s*", "\n", text), found, position)


def _listed(text: str, found: str, position: int) -> int | None:
    """Return the end of a list whose entries are the lines, without a mark that they began with."""
    for line in (line.strip() for line in text.split("\n") if line.strip()):
        entry = ENTRY.match(found, position)
        ends = (
            [_same(said, found, entry.end()) for said in (line, MARK.sub("", line))]
            if entry
            else []
        )
        position = next((end for end in ends if end is not None), -1)
        if position < 0:
            return None
    return position


def _with_apostrophes(text: str, found: str, position: int) -> int | None:
    for character in _one_line(text):
        if not found.startswith(character, position) and found.startswith("'", position):
            position += 1
        if not found.startswith(character, position):
            return None
        position += 1
    return position


def _cut(text: str, found: str, position: int) -> int | None:
    """Return the end of a beginning that is long enough to know the text by."""
    end = found.find("…", position)
    shown = found[position:end]
    return end + 1 if len(shown) >= LEAST and _one_line(text).startswith(shown) else None


def _one_line(text: str) -> str:
    return re.sub(r" *\n[ \n]*", " ", text)


# How a text may be shown, by the reason in `EXPLAINED`; none is needed where it is as it was typed.
WAYS = {
    "": _same,
    "one line": _on_one_line,
    "list": _listed,
    "apostrophe": _with_apostrophes,
    "cut": _cut,
}
WAYS_OF_THE_REST = {"": _same, "list": _listed}
WAYS_OF_MARKDOWN = {"close": _close}


def table(tally: Tally) -> Iterator[str]:
    """Yield a row for each language: texts compared in each output, and differences unexplained."""
    outputs = list(dict.fromkeys(output for _, output in tally.compared))
    wrong = Counter((each.typed, each.output) for each in tally.differences)
    yield f"{'':34}" + "".join(f"{output[:11]:>12}" for output in outputs)
    for typed in dict.fromkeys(typed for typed, _ in tally.compared):
        cells = (f"{tally.compared[typed, o]}/{wrong[typed, o]}" for o in outputs)
        yield f"{typed[:33]:34}" + "".join(f"{cell:>12}" for cell in cells)
    cells = (f"{sum(n for (_, o), n in wrong.items() if o == output)}" for output in outputs)
    yield f"{'differences unexplained':34}" + "".join(f"{cell:>12}" for cell in cells)
    cells = (f"{len(tally.questions[output])} of {len(questions())}" for output in outputs)
    yield f"{'questions shown':34}" + "".join(f"{cell:>12}" for cell in cells)


def main() -> None:
    """Compare everything and print the table, what is explained and the first differences."""
    parser = argparse.ArgumentParser(prog="python -m scripts.typed_check", description=__doc__)
    parser.add_argument("--only", default="", help="part of the name of a language or habit")
    parser.add_argument("--show", type=int, default=20, help="differences to show")
    options = parser.parse_args()
    tally = Tally()
    for typed, text in samples().items():
        if options.only in typed:
            check(typed, text, tally)
    for typed in FORMS:
        if options.only in typed:
            check_numbers(typed, tally)
    print("\n".join(table(tally)))
    print("\nExplained:")
    for reason, why in EXPLAINED.items():
        print(f"{tally.explained[reason]:8,} {reason}: {why}")
    for each in tally.differences[: options.show]:
        print(each.told())


if __name__ == "__main__":
    main()
