"""Answers against each other and against today: what can be used, but should be looked at again.

What cannot be used is a problem of `answers.py`.
"""

from collections.abc import Iterator
from datetime import date

from planner.model import AnswerNote, Secondment
from planner.phrases import long_date


def plan_notes(facts: Secondment, today: date) -> tuple[AnswerNote, ...]:
    """Return what to look at again in the answers of a case, in the order of the form."""
    return tuple(_notes(facts, today))


def _notes(facts: Secondment, today: date) -> Iterator[AnswerNote]:
    if facts.end_date and facts.end_date < today:
        yield AnswerNote(
            "end_date",
            f"The last day ({long_date(facts.end_date)}) has passed. Is the secondment extended, "
            "does the secondee stay with the host for good, or have they returned?",
        )
