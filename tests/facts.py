"""Random answers for tests that hold for every case, drawn from the questions themselves."""

from datetime import date, timedelta
from random import Random

from hypothesis import settings
from hypothesis import strategies as st

SHARE = 3  # `make test` takes one of so many; `make test-all` takes all

PLACES = ["GB", "DE", "NO", "IE", "FR", "NL", "US", "JP"]


def is_whole():
    """Say whether this run takes every long list whole; tests/conftest.py decides it."""
    return settings.default.max_examples >= 100


def some(count):
    """Return how many of `count` random cases this run tries."""
    return count if is_whole() else max(1, count // SHARE)


def sample(entries):
    """Return all entries in the whole run, else a third of them, the same ones in every run."""
    entries = list(entries)
    if is_whole():
        return entries
    chosen = set(Random(len(entries)).sample(range(len(entries)), -(-len(entries) // SHARE)))
    return [entry for place, entry in enumerate(entries) if place in chosen]


def random_answers(library, together=False):
    """Return a strategy for valid answers; with `together` every question has one."""
    optional, required = {}, {}
    for question in library.questions.values():
        (required if question.required or together else optional)[question.id] = _answer(question)
    return st.fixed_dictionaries(required, optional=optional).map(_in_order)


def _answer(question):
    if question.kind == "choice":
        return st.sampled_from([option.id for option in question.options])
    if question.kind == "yes_no":
        return st.sampled_from(["yes", "no"])
    if question.kind == "country":
        return st.sampled_from(PLACES)
    if question.kind == "date":
        return st.dates(date(2025, 1, 1), date(2031, 12, 31))
    if question.kind == "number":
        return st.integers(int(question.minimum) + 1, int(question.maximum))
    if question.kind == "rows":
        row = st.fixed_dictionaries({column.id: _answer(column) for column in question.columns})
        return st.lists(row, max_size=3)
    return st.sampled_from(["Ash & Oak <Ltd>", "Kari Lind", "first line\nsecond line"])


def _in_order(answers):
    """Mend what contradicts another answer: ends before the start, more days than a week has."""
    start, end = answers.get("start_date"), answers.get("end_date")
    if end and "open_ended" in answers:
        answers["open_ended"] = "no"
    if start and end and end < start:
        answers["end_date"] = start + timedelta(days=(start - end).days)
    change, end, old = (answers.get(name) for name in ("change", "end_date", "old_end_date"))
    is_extended = change in ("extended", "extended_on_new_terms")
    if end and old and is_extended and old >= end:
        answers["old_end_date"] = end - timedelta(days=1 + (old - end).days)
    if end and old and change == "ends_early" and old <= end:
        answers["old_end_date"] = end + timedelta(days=1 + (end - old).days)
    if start and answers.get("old_end_date") and answers["old_end_date"] < start:
        answers["old_end_date"] = start
        if is_extended and end and answers["end_date"] == start:
            answers["end_date"] = start + timedelta(days=1)
    for loan in answers.get("earlier_loans", ()):
        loan["from"], loan["to"] = sorted((loan["from"], loan["to"]))
        if start and loan["to"] >= start:
            moved = loan["to"] - start + timedelta(days=1)
            loan["from"], loan["to"] = loan["from"] - moved, loan["to"] - moved
    for part, whole in (
        ("days_with_host", "full_week_days"),
        ("hours_with_host", "full_week_hours"),
    ):
        with_host, week = answers.get(part), answers.get(whole)
        if with_host and week and with_host > week:
            answers[part], answers[whole] = week, with_host
    return answers
