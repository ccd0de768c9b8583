"""Clause text: marks in, tree out."""

import pytest

from planner.content.clause_text import parse_paragraphs, parse_runs
from planner.rules.model import Run


def test_blank_lines_part_sub_clauses_and_letters_begin_entries():
    text = "First\nline.\n\nSecond:\n(a) one\n(b) two\n\nThird."

    tree = parse_paragraphs(text)

    assert [(p.level, p.runs[0].text) for p in tree] == [
        (0, "First line."),
        (0, "Second:"),
        (1, "one"),
        (1, "two"),
        (0, "Third."),
    ]


def test_marks_become_runs():
    runs = parse_runs("The **Secondee** gets {{ notice_weeks }} under [[early-end]].")

    assert runs == (
        Run("words", "The "),
        Run("term", "Secondee"),
        Run("words", " gets "),
        Run("placeholder", of="notice_weeks"),
        Run("words", " under "),
        Run("reference", of="early-end"),
        Run("words", "."),
    )


@pytest.mark.parametrize("text", ["a **b", "see [[Early End]]", "{{ a + b }}", "}}"])
def test_marks_that_are_not_understood_are_named(text):
    with pytest.raises(ValueError, match="not understood"):
        parse_runs(text)


def test_there_is_no_logic_in_clause_text():
    assert parse_runs("{% if a %}") == (Run("words", "{% if a %}"),)
