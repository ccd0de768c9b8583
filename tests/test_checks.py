"""Answers against each other: what is refused, what is used and told, and what is neither."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.__main__ import main
from planner.content.loader import load_library
from planner.plan.make import make_plan
from planner.rules import checks
from planner.rules.answers import read_answers, unused_notes
from planner.rules.checks import PROBLEMS, WARNINGS, plan_notes
from tests.facts import random_answers, some

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
CLIENT = {"relationship": "client", "start_date": "2027-01-11", "end_date": "2027-10-08"}
RUNNING = {"relationship": "client", "start_date": "2026-03-02", "end_date": "2027-02-26"}
ONE = {"relationship": "same_employer"}
HOURS = {**CLIENT, "hours": "part_hours"}
SPLIT = {**CLIENT, "hours": "part_time"}
CHARGED = {**CLIENT, "recharge": "margin"}
PAID = {**CLIENT, "currency": "EUR"}


def read(answers):
    return read_answers(answers, LIBRARY.questions, LIBRARY.countries)


def notes(answers, today=TODAY):
    facts, problems = read(answers)
    assert problems == [], "correct these answers, or the question in planner/data/questions.toml"
    return plan_notes(facts, today, LIBRARY.in_sentences)


REFUSED = [
    (
        HOURS | {"full_week_hours": "30"},
        {"hours_with_host": "30.5"},
        "hours_with_host",
        {"hours_with_host": "12"},
    ),
    (CLIENT, {"end_date": "2026-12-31"}, "end_date", {"end_date": "2027-01-11"}),
    (
        RUNNING | {"change": "extended"},
        {"old_end_date": "2026-03-01"},
        "old_end_date",
        {"old_end_date": "2026-03-02"},
    ),
    (
        RUNNING | {"change": "extended"},
        {"old_end_date": "2027-02-26"},
        "old_end_date",
        {"old_end_date": "2027-02-25"},
    ),
    (
        RUNNING | {"change": "ends_early"},
        {"old_end_date": "2027-02-26"},
        "old_end_date",
        {"old_end_date": "2027-02-27"},
    ),
    (
        SPLIT | {"full_week_days": "3"},
        {"days_with_host": "5"},
        "days_with_host",
        {"days_with_host": "2.5"},
    ),
    (
        SPLIT | {"full_week_days": "4.5"},
        {"days_with_host": "5"},
        "days_with_host",
        {"days_with_host": "4"},
    ),
]


@pytest.mark.parametrize(("base", "wrong", "question", "right"), REFUSED)
def test_what_contradicts_another_answer_is_refused_and_left_out_of_the_plan(
    base, wrong, question, right
):
    facts, problems = read({**base, **wrong})

    assert [problem.question for problem in problems] == [question]
    assert getattr(facts, question) is None
    assert read({**base, **right})[1] == []


def test_every_statement_that_refuses_is_tried_and_nothing_else():
    tried = {question for *_, question, _ in REFUSED}

    assert tried == {question for question, _ in PROBLEMS}


def test_what_is_refused_stands_in_no_clause():
    facts, _ = read({**SPLIT, "full_week_days": "3", "days_with_host": "5"})
    plan = make_plan(facts, LIBRARY, TODAY)

    gaps = {gap.question for gap in plan.gaps}
    assert "days_with_host" in gaps


def test_answers_to_questions_that_do_not_arise_contradict_nothing():
    full = {**CLIENT, "hours": "full_time", "full_week_days": "3", "days_with_host": "5"}
    changed = {**CLIENT, "change": "no", "old_end_date": "2020-01-01"}

    assert read(full)[1] == []
    assert read(changed)[1] == []


# Base, what makes the note, where it stands, a word of it, and a neighbour without a note there.
TOLD = [
    (
        HOURS | {"full_week_hours": "30"},
        {"hours_with_host": "30"},
        "hours_with_host",
        "whole working week",
        {"hours_with_host": "29"},
    ),
    (HOURS, {"full_week_hours": "48.5"}, "full_week_hours", "long", {"full_week_hours": "48"}),
    (
        {"relationship": "group", "open_ended": "yes"},
        {"extension": "yes"},
        "extension",
        "nothing to extend",
        {"extension": "no"},
    ),
    (
        {"relationship": "group", "home_country": "FR"},
        {"host_country": "RE"},
        "host_country",
        "Réunion and France belong to one state",
        {"host_country": "MU"},
    ),
    (
        {"relationship": "group", "home_country": "HK"},
        {"host_country": "MO"},
        "host_country",
        "one state",
        {"host_country": "HK"},
    ),
    (ONE, {"purpose": "relations"}, "purpose", "same employer", {"purpose": "cover"}),
    (
        {"relationship": "client"},
        {"start_date": "2028-12-01"},
        "start_date",
        "two years",
        {"start_date": "2028-11-30"},
    ),
    (
        {"relationship": "client"},
        {"start_date": "2016-11-29"},
        "start_date",
        "ten years",
        {"start_date": "2016-11-30"},
    ),
    (CLIENT, {"end_date": "2027-01-11"}, "end_date", "one day", {"end_date": "2027-01-12"}),
    (CLIENT, {"end_date": "2032-01-11"}, "end_date", "five years", {"end_date": "2032-01-10"}),
    (
        RUNNING | {"extension": "no"},
        {"change": "extended"},
        "extension",
        "again",
        {"change": "terms"},
    ),
    (
        SPLIT | {"full_week_days": "3"},
        {"days_with_host": "3"},
        "days_with_host",
        "whole working week",
        {"days_with_host": "2.5"},
    ),
    (
        SPLIT,
        {"days_with_host": "5"},
        "days_with_host",
        "5 days a week",
        {"days_with_host": "4.5"},
    ),
    (
        CLIENT | {"direction": "shared", "duties": "Plan.\nTest."},
        {"home_directed_duties": "plan. test."},
        "home_directed_duties",
        "nothing is left",
        {"home_directed_duties": "test."},
    ),
    (
        CLIENT | {"purpose": "reorganisation"},
        {"home_post": "same"},
        "home_post",
        "still exist",
        {"home_post": "open"},
    ),
    (
        SPLIT | {"home_country": "DE", "host_country": "NO"},
        {"works_in_both": "no"},
        "works_in_both",
        "another country",
        {"works_in_both": "yes"},
    ),
    (
        CLIENT | {"personal_data": "special"},
        {"confidential": "no"},
        "confidential",
        "sensitive",
        {"confidential": "yes"},
    ),
    (
        CLIENT | {"recharge": "full"},
        {"payroll": "host"},
        "payroll",
        "counts towards",
        {"payroll": "home"},
    ),
    (
        CLIENT | {"recharge": "full", "end_date": "2027-04-09"},
        {"invoice_rhythm": "quarter"},
        "invoice_rhythm",
        "one invoice",
        {"invoice_rhythm": "month"},
    ),
    (
        CLIENT | {"end_date": "2027-02-07"},
        {"notice_weeks": "4"},
        "notice_weeks",
        "never end it early",
        {"notice_weeks": "3"},
    ),
    (
        RUNNING | {"end_date": "2026-12-11"},
        {"notice_weeks": "8"},
        "notice_weeks",
        "can no longer be kept",
        {"notice_weeks": "1.5"},
    ),
    (
        CLIENT,
        {"change": "terms"},
        "change",
        "still to come",
        {"change": "no"},
    ),
    (
        RUNNING | {"end_date": "2027-06-30", "old_end_date": "2027-01-29"},
        {"change": "terms"},
        "change",
        "The last day moves as well",
        {"change": "extended_on_new_terms"},
    ),
    (
        CLIENT | {"home_name": "Avon Ltd"},
        {"host_name": " AVON  ltd."},
        "host_name",
        "home organisation too",
        {"host_name": "Avon Norge AS"},
    ),
    (
        ONE | {"home_name": "Avon Ltd"},
        {"host_name": "Avon Norge AS"},
        "host_name",
        "two different legal names",
        {"host_name": "Quality team"},
    ),
    (
        CLIENT | {"home_details": "00123, 4 Mill Lane"},
        {"host_details": "00123, 4 mill lane"},
        "host_details",
        "Check both",
        {"host_details": "00124, 4 Mill Lane"},
    ),
    (CLIENT, {"monthly_salary": "5200"}, "currency", "You gave amounts", {"monthly_salary": "0"}),
    (
        PAID | {"allowances": "yes"},
        {"monthly_allowances": "0"},
        "monthly_allowances",
        "allowances are paid",
        {"monthly_allowances": "1"},
    ),
    (PAID, {"on_cost_rate": "121"}, "on_cost_rate", "more than the salary", {"on_cost_rate": "21"}),
    (CHARGED, {"management_fee": "0"}, "management_fee", "no fee", {"management_fee": "1"}),
    (PAID, {"monthly_salary": "5200.505"}, "monthly_salary", "0.01", {"monthly_salary": "5200.5"}),
    (
        CLIENT | {"currency": "JPY"},
        {"training_cost": "5200.5"},
        "training_cost",
        "JPY is 1.",
        {"training_cost": "5200.0"},
    ),
    (
        CLIENT | {"currency": "KWD"},
        {"other_monthly_cost": "5200.5055"},
        "other_monthly_cost",
        "0.001",
        {"other_monthly_cost": "5200.505"},
    ),
    (
        CLIENT | {"secondee_name": "Kari Lind"},
        {"home_manager": "kari lind"},
        "home_manager",
        "own manager",
        {"home_manager": "Kari Lindt"},
    ),
    (
        CLIENT | {"secondee_name": "Kari Lind"},
        {"host_manager": "Kari Lind"},
        "host_manager",
        "own manager",
        {"host_manager": "Ola Berg"},
    ),
    (
        CLIENT | {"home_manager": "Ola Berg"},
        {"host_manager": "Ola Berg"},
        "host_manager",
        "same name",
        {"host_manager": "Eva Berg"},
    ),
    (
        CLIENT | {"host_name": "Lind"},
        {"secondee_name": "Lind"},
        "secondee_name",
        "name of an organisation",
        {"secondee_name": "Kari Lind"},
    ),
]


@pytest.mark.parametrize(
    ("base", "odd", "question", "words", "even"), TOLD, ids=[f"{t[2]}: {t[3]}" for t in TOLD]
)
def test_what_is_odd_beside_another_answer_is_told_where_it_stands(
    base, odd, question, words, even
):
    told = [note for note in notes({**base, **odd}) if note.question == question]

    assert [words in note.message for note in told] == [True]
    assert question not in {note.question for note in notes({**base, **even})}


def test_every_statement_that_warns_is_tried():
    cases = [read({**base, **odd})[0] for base, odd, *_ in TOLD]

    silent = [say.__name__ for _, say in WARNINGS if not any(say(one, TODAY) for one in cases)]
    assert silent == [], "give each statement of planner/rules/checks.py a case in TOLD"


def test_one_sentence_alone_tells_of_a_notice_that_is_longer_than_the_stay():
    short = {**RUNNING, "start_date": "2026-11-20", "end_date": "2026-12-11", "notice_weeks": "8"}

    told = [note.message for note in notes(short)]

    assert len(told) == 1
    assert "never end it early" in told[0]


def test_a_notice_that_can_no_longer_be_kept_says_what_follows():
    early = {**RUNNING, "end_date": "2026-12-11", "old_end_date": "2027-02-26"}
    (note,) = notes({**early, "change": "ends_early", "notice_weeks": "8"})

    assert "in 11 days" in note.message
    assert "ends on 25 January 2027" in note.message
    assert "by 16 October 2026" in note.message
    assert "written agreement" in note.message
    (last,) = notes({**RUNNING, "end_date": "2026-11-30", "notice_weeks": "1"})
    assert "the last day is 30 November 2026, today." in last.message


def test_an_ordinary_case_has_no_notes():
    ordinary = {
        **CLIENT,
        "hours": "part_time",
        "days_with_host": "3",
        "notice_weeks": "4",
        "home_name": "Avon Ltd",
        "host_name": "Severn Ltd",
        "home_manager": "Ola Berg",
        "host_manager": "Eva Moe",
        "secondee_name": "Kari Lind",
        "currency": "EUR",
        "monthly_salary": "5200.50",
        "recharge": "part",
        "recharge_share": "50",
        "payroll": "home",
        "invoice_rhythm": "quarter",
    }

    assert notes(ordinary) == ()


@settings(max_examples=some(200), deadline=None)
@given(random_answers(LIBRARY), st.dates(date(2024, 1, 1), date(2033, 1, 1)))
def test_notes_are_whole_sentences_at_questions_that_are_asked_and_answered(answers, today):
    facts, _ = read(answers)

    for note in plan_notes(facts, today, LIBRARY.in_sentences):
        assert note.message.endswith((".", "?"))
        assert "{" not in note.message
        assert "None" not in note.message
        assert getattr(facts, note.question) is not None or note.question == "currency"


def test_the_statements_are_all_in_use():
    said = {say for _, say in (*PROBLEMS, *WARNINGS)}
    helpers = {"refused", "plan_notes"}
    own = [
        value
        for name, value in vars(checks).items()
        if getattr(value, "__module__", "") == checks.__name__
        and not name.startswith("_")
        and name not in helpers
    ]

    assert set(own) == said


@pytest.mark.parametrize(
    ("answers", "ignored", "after"),
    [
        ({**CLIENT, "recharge": "full"}, {"management_fee": "8"}, "recharge"),
        ({**CLIENT, "recharge": "full"}, {"recharge_share": "40"}, "recharge"),
        (ONE, {"recharge": "full"}, "relationship"),
        (ONE, {"structure": "three_party"}, "relationship"),
        ({**CLIENT, "hours": "full_time"}, {"days_with_host": "3"}, "hours"),
        (
            {**CLIENT, "home_country": "NO", "host_country": "NO"},
            {"works_in_both": "yes"},
            "host_country",
        ),
        ({**CLIENT, "change": "no"}, {"old_end_date": "2027-03-01"}, "change"),
    ],
)
def test_an_answer_that_is_ignored_is_named_with_the_answer_that_rules_it_out(
    answers, ignored, after
):
    raw = {**answers, **ignored}
    facts, _ = read(raw)

    (note,) = unused_notes(raw, facts, LIBRARY.questions)

    assert note.question == next(iter(ignored))
    assert LIBRARY.questions[after].ask in note.message
    assert unused_notes(answers, read(answers)[0], LIBRARY.questions) == ()


def test_the_command_line_names_an_answer_that_is_ignored(tmp_path, capsys):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({**CLIENT, "recharge": "full", "management_fee": "8"}), "utf-8")

    main(["plan", str(path), "--today", "2026-11-30"])

    assert "management_fee: note: This is not used" in capsys.readouterr().err
