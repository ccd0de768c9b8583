"""What is counted has its word for one written down, and no word is shortened to make it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planner.content.loader import load_library
from planner.lint.entries import find_wrong_entries
from planner.rules.answers import read_answers
from planner.rules.limits import figure
from planner.rules.model import UNITS
from planner.rules.phrases import phrase
from planner.rules.words import texts

LIBRARY = load_library()


@pytest.mark.parametrize(
    ("unit", "one", "two"),
    [
        ("months", "1 month", "2 months"),
        ("people", "1 person", "2 people"),
        ("kilometres", "1 kilometre", "2 kilometres"),
        ("%", "1%", "2%"),
    ],
)
def test_a_figure_of_one_has_its_own_word(unit, one, two):
    limit = LIBRARY.limits["treaty_days"]
    [value] = limit.values

    def said(count):
        counted = replace(value, value=Decimal(count))
        return figure(replace(limit, unit=unit, values=(counted,)), LIBRARY, date(2026, 11, 30))

    assert [said(1), said(2)] == [one, two], "mend planner/data/words/counts.toml"


@pytest.mark.parametrize(("typed", "said"), [("1", "1 day a week"), ("2", "2 days a week")])
def test_an_answer_of_one_has_its_own_word(typed, said):
    raw = {"relationship": "client", "hours": "part_time", "days_with_host": typed}
    facts, _ = read_answers(raw, LIBRARY.questions, LIBRARY.countries)

    assert phrase("days_with_host", facts, LIBRARY) == said


@pytest.mark.parametrize("typed", ["1 day a week", "1 day", "1 days a week"])
def test_a_number_may_stand_with_its_unit_in_the_singular(typed):
    raw = {"relationship": "client", "hours": "part_time", "days_with_host": typed}
    facts, problems = read_answers(raw, LIBRARY.questions, LIBRARY.countries)

    assert problems == [], "mend _units in planner/rules/answers.py"
    assert facts.days_with_host == 1


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_of_a_limit_has_its_words(unit):
    forms = {f"counts.{unit}.one", f"counts.{unit}.other"}

    assert forms <= {*texts()}, "add the unit to planner/data/words/counts.toml"


def test_a_question_with_an_unknown_unit_is_named():
    question = replace(LIBRARY.questions["notice_weeks"], unit="fortnights")
    library = replace(LIBRARY, questions={**LIBRARY.questions, question.id: question})

    [said] = [each for each in find_wrong_entries(library) if "fortnights" in each]

    assert (
        "planner/data/questions.toml, notice_weeks: the unit “fortnights” is not in words" in said
    )
