"""Raw answers: what is read, what is refused and in which words."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.content.loader import load_library
from planner.rules.answers import read_answers

LIBRARY = load_library()


def read(**raw):
    return read_answers(raw, LIBRARY.questions, LIBRARY.countries)


def problems_of(**raw):
    return {problem.question: problem.message for problem in read(**raw)[1]}


def test_the_relationship_alone_is_enough():
    facts, problems = read(relationship="client")

    assert problems == []
    assert facts.relationship == "client"
    assert facts.start_date is None


def test_without_the_relationship_there_are_no_facts():
    facts, problems = read(start_date="2027-01-01")

    assert facts is None
    assert [problem.question for problem in problems] == ["relationship"]


def test_every_kind_of_answer_is_read():
    facts, problems = read(
        relationship="group",
        home_country="DE",
        host_country="NO",
        start_date=date(2027, 2, 1),
        end_date="2027-10-31",
        hours="part_time",
        days_with_host="2,5",
        recharge="part",
        recharge_share=60,
        extension="yes",
        backfill=False,
        secondee_name="  Kari Lind ",
        relocates="unsure",
    )

    assert problems == []
    assert facts.end_date == date(2027, 10, 31)
    assert facts.days_with_host == Decimal("2.5")
    assert facts.recharge_share == 60
    assert facts.extension is True
    assert facts.backfill is False
    assert facts.secondee_name == "Kari Lind"
    assert facts.relocates is None


def test_all_problems_come_at_once_each_with_its_question():
    found = problems_of(
        relationship="friend",
        home_country="Norway",
        start_date="1 May",
        hours="part_time",
        days_with_host="9",
        extension="perhaps",
        secondee_name="x" * 201,
        salary="100",
    )

    assert set(found) == {
        "relationship",
        "home_country",
        "start_date",
        "days_with_host",
        "extension",
        "secondee_name",
        "salary",
    }
    assert "NO" in found["home_country"]
    assert "2027-01-31" in found["start_date"]
    assert "0.5" in found["days_with_host"]
    assert "yes, no or unsure" in found["extension"]


def test_an_end_before_the_start_is_a_problem_of_the_end_and_counts_as_not_given():
    facts, problems = read(relationship="group", start_date="2027-02-01", end_date="2027-01-31")

    assert [problem.question for problem in problems] == ["end_date"]
    assert facts.start_date == date(2027, 2, 1)
    assert facts.end_date is None


def test_a_day_is_long_enough():
    facts, problems = read(relationship="group", start_date="2027-02-01", end_date="2027-02-01")

    assert problems == []
    assert facts.end_date == date(2027, 2, 1)


def test_answers_to_questions_not_asked_are_ignored():
    facts, problems = read(relationship="same_employer", recharge="part", recharge_share=50)

    assert problems == []
    assert facts.recharge == ""
    assert facts.recharge_share is None


def test_what_cannot_arise_is_no_and_what_may_arise_is_unknown():
    at_home, _ = read(relationship="group", home_country="DE", host_country="DE")
    unknown, _ = read(relationship="group", home_country="DE")

    assert at_home.works_in_both is False
    assert unknown.works_in_both is None


@pytest.mark.parametrize("odd", [["x"], {"a": 1}, 3, True, datetime(2027, 1, 1), "\ud800", 1e400])
def test_odd_values_are_problems_not_failures(odd):
    for question in LIBRARY.questions:
        _, problems = read(**{"relationship": "client", question: odd})

        assert {problem.question for problem in problems} <= {question}


def test_text_keeps_its_words_apart_and_its_letters_together():
    name = "Ash\u00a0and\tOak\u202e \u0000Ltd"

    facts, _ = read(relationship="group", home_name=name, role="👩\u200d👧")

    assert facts.home_name == "Ash\u00a0and Oak Ltd"
    assert facts.role == "👩\u200d👧"


@pytest.mark.parametrize("odd", ["1_0", "-1", "1e1", "NaN", "0x4", "4 months"])
def test_a_number_is_written_in_digits(odd):
    assert set(problems_of(relationship="group", notice_weeks=odd)) == {"notice_weeks"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(list(LIBRARY.questions)), json_values, max_size=8))
def test_nothing_anybody_can_send_breaks_the_reading(raw):
    facts, problems = read_answers(raw, LIBRARY.questions, LIBRARY.countries)

    assert facts is not None or any(problem.question == "relationship" for problem in problems)
    assert all(problem.message for problem in problems)
    json.dumps([problem.message for problem in problems])


@pytest.mark.parametrize(
    ("raw", "ways"),
    [("5,200", "5200 or 5.2"), ("5.200", "5200 or 5.2"), ("100,000", "100000 or 100")],
)
def test_an_amount_with_two_readings_is_refused_with_both(raw, ways):
    message = problems_of(relationship="group", monthly_salary=raw)["monthly_salary"]

    choose = "or choose the currency of the costs"
    assert message == f"“{raw}” can be read in two ways. Write {ways}, {choose}."


@pytest.mark.parametrize(
    ("raw", "value"),
    [("5200", "5200"), ("5200,50", "5200.50"), ("0.125", "0.125"), (Decimal("5.200"), "5.2")],
)
def test_an_amount_with_one_reading_is_read(raw, value):
    facts, problems = read(relationship="group", monthly_salary=raw)

    assert problems == []
    assert facts.monthly_salary == Decimal(value)


def test_three_decimals_have_one_reading_where_thousands_are_out_of_range():
    facts, _ = read(relationship="group", recharge="part", recharge_share="33.333")

    assert facts.recharge_share == Decimal("33.333")


@pytest.mark.parametrize("raw", ["1e-999999", "5.200,50,1", "1,23,45", "-1", "1e400"])
def test_what_is_no_amount_is_refused(raw):
    message = problems_of(relationship="group", monthly_salary=raw)["monthly_salary"]

    assert "is not a number from 0 to" in message


@pytest.mark.parametrize(
    ("allowances", "kept"),
    [("yes", Decimal(90)), ("no", None), ("unsure", None), (True, Decimal(90))],
)
def test_a_question_can_be_asked_after_a_yes(allowances, kept):
    facts, _ = read(relationship="group", allowances=allowances, monthly_allowances="90")

    assert facts.monthly_allowances == kept


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5 200", "5200"),
        ("5 200,50", "5200.50"),
        ("5\u202f200", "5200"),
        ("5'200.5", "5200.5"),
        ("5.200,50", "5200.50"),
        ("5,200.50", "5200.50"),
        ("1.234.567", "1234567"),
        ("52,5", "52.5"),
    ],
)
def test_thousands_that_are_parted_are_understood(typed, meant):
    assert salary(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["5,200", "5.200", "5,200,50", "5.20.000", "52 00", "1,234.567"])
def test_thousands_that_may_mean_something_else_are_refused(typed):
    assert "monthly_salary" in problems_of(relationship="client", monthly_salary=typed)


def salary(typed):
    facts, problems = read(relationship="client", monthly_salary=typed)
    assert not problems
    return facts.monthly_salary
