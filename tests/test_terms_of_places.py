"""What the law of a place asks of the papers has its place in the drafts of a loan there."""

from datetime import date

import pytest

from planner.content.clause_text import named, plain
from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules.answers import read_answers

LIBRARY = load_library()
LENT = {"relationship": "client", "direction": "host", "start_date": "2027-01-04"}
HINT = "mend the clause in planner/data/clauses or the slots in planner/data/outlines"


def drafted(slot, home, host, **answers):
    """Return by document the words of the clause in a slot, and how many lines are to fill in."""
    answers = {**LENT, "home_country": home, "host_country": host, **answers}
    facts, _ = read_answers(answers, LIBRARY.questions, LIBRARY.countries)
    return {
        document.outline.id: (
            " ".join(plain(p.runs) for p in clause.paragraphs),
            sum(len([*named(p.runs, "line")]) for p in clause.paragraphs),
        )
        for document in make_plan(facts, LIBRARY, date(2026, 11, 22)).documents
        for part in document.parts
        for clause in part.clauses
        if clause.clause.slot == slot
    }


@pytest.mark.parametrize(
    ("slot", "home", "host", "agreement", "letter"),
    [
        ("terms-in-france", "FR", "FR", 2, 1),
        ("terms-in-france", "GB", "FR", 2, 1),
        ("terms-in-italy", "IT", "IT", 1, 2),
        ("terms-in-italy", "GB", "IT", 1, 1),
        ("terms-in-norway", "DE", "NO", 1, 0),
        ("terms-in-portugal", "PT", "PT", 1, 0),
    ],
)
def test_each_paper_of_a_loan_has_its_lines(slot, home, host, agreement, letter):
    found = drafted(slot, home, host, end_date="2027-06-30")

    lines = {id: lines for id, (_, lines) in found.items()}
    assert lines == {"agreement-of-two": agreement, "assignment-letter": letter}, HINT


def test_a_limit_without_a_figure_on_that_day_is_a_gap():
    found = drafted("terms-in-norway", "DE", "NO", start_date="2020-01-06", end_date="2028-06-30")

    (words, _), _ = found.values()
    assert "lends no more than [" in words, "mend _fill in planner/plan/drafting.py"


@pytest.mark.parametrize(
    ("slot", "home", "host", "other"),
    [
        ("terms-in-france", "GB", "DE", {}),
        ("terms-in-norway", "NO", "DE", {}),
        ("terms-in-portugal", "PT", "PT", {"direction": "home"}),
        ("terms-in-italy", "IT", "IT", {"relationship": "same_employer"}),
    ],
)
def test_elsewhere_they_say_nothing(slot, home, host, other):
    assert drafted(slot, home, host, **other) == {}, HINT


def test_a_portuguese_loan_of_more_than_a_year_has_terms():
    short = drafted("terms-in-portugal", "PT", "PT", end_date="2028-01-03")
    long = drafted("terms-in-portugal", "PT", "PT", end_date="2028-06-30")

    assert not any("first term" in words for words, _ in short.values()), HINT
    assert all("at most 12 months" in words for words, _ in long.values()), HINT
    assert len(long) == len(short) == 2, HINT


def test_where_all_three_sign_the_secondee_agrees_by_signing():
    (words, _), *others = drafted("terms-in-portugal", "PT", "PT", structure="three_party").values()

    assert "By signing this agreement the Secondee states" in words, HINT
    assert "is attached" not in words, HINT
    assert others == []
