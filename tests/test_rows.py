"""Answers in rows, and the earlier loans that they hold: read, counted against limits, said."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planner.__main__ import read_answers_file
from planner.bridge import handle
from planner.content.loader import load_library
from planner.export.json_plan import plan_json, questions_json
from planner.export.markdown import plan_markdown
from planner.lint.rows import find_wrong_rows
from planner.plan.make import make_plan
from planner.rules.answers import read_answers, unused_notes
from planner.rules.limits import exceeds
from planner.rules.loans import counting, moved_back
from planner.rules.model import Row
from planner.rules.phrases import phrase
from planner.work.opening import opened
from planner.work.plan_file import as_texts, new_file, open_file, written

LIBRARY = load_library()
TODAY = date(2026, 11, 30)
SECOND_LOAN = {
    "relationship": "unrelated",
    "home_country": "DE",
    "host_country": "DE",
    "start_date": date(2027, 2, 1),
    "end_date": date(2028, 1, 31),
    "direction": "host",
    "supplies_staff": "no",
}
PLACES = {
    "DE": ("de-longest-loan", {}),
    "PT": ("pt-longest-loan", {}),
    "NO": ("no-written-agreement", {}),
    "AT": ("at-same-trade-too-long", {}),
    "SE": ("se-offer-of-a-post", {"supplies_staff": "yes"}),
}


def loan(first, last, **more):
    return {"from": date.fromisoformat(first), "to": date.fromisoformat(last)} | more


def read(answers):
    return read_answers(answers, LIBRARY.questions, LIBRARY.countries)


def plan_of(answers):
    facts, problems = read(answers)
    assert not problems, [problem.message for problem in problems]
    return make_plan(facts, LIBRARY, TODAY)


def case(*loans, **more):
    return plan_of(SECOND_LOAN | {"earlier_loans": list(loans)} | more)


def risk(plan, id):
    return next((each for each in plan.risks if each.risk.id == id), None)


def said(plan):
    return [note.message for note in plan.notes if note.question == "earlier_loans"]


# Earlier loans against a limit


def test_a_second_loan_a_month_after_the_first_is_over_the_german_limit():
    plan = case(loan("2026-01-01", "2026-12-31"))

    found = risk(plan, "de-longest-loan")
    assert found
    assert found.verdict.truth is True
    assert "with them it comes to 24 months" in " ".join(r.sentence for r in found.verdict.because)
    [note] = [note for note in plan.notes if note.question == "earlier_loans"]
    assert note.to_check
    assert "comes to 24 months" in note.message
    assert "is 18 months" in note.message
    assert "The last day within it is 31 July 2027." in note.message
    assert note.message in plan_markdown(plan, LIBRARY)


def test_what_is_left_of_the_limit_is_said_where_it_is_kept():
    plan = case(loan("2026-09-01", "2026-12-31"))

    assert risk(plan, "de-longest-loan") is None
    [note] = said(plan)
    assert "comes to 16 months" in note
    assert "It could last until 31 March 2028, 60 days longer." in note


def test_a_limit_that_is_just_reached_is_not_passed():
    plan = case(loan("2026-07-01", "2026-12-31"))

    assert risk(plan, "de-longest-loan") is None
    assert said(plan)[0].endswith("It cannot last longer.")


def test_a_limit_may_be_passed_before_the_first_day():
    plan = case(loan("2025-01-01", "2026-12-31"))

    assert said(plan)[0].endswith("The limit is passed before the first day.")


@pytest.mark.parametrize(
    ("last", "counts"),
    [("2026-10-31", True), ("2026-11-01", True), ("2026-10-30", False), ("2026-06-30", False)],
)
def test_a_break_of_more_than_three_months_ends_the_german_count(last, counts):
    # From 1 November 2026 to 31 January 2027 are three months.
    plan = case(loan("2025-01-01", last))

    assert (risk(plan, "de-longest-loan") is not None) == counts
    assert bool(said(plan)) == counts


def test_a_chain_of_loans_counts_back_to_the_first_long_break():
    chain = [
        loan("2026-10-01", "2026-12-31"),
        loan("2026-04-01", "2026-08-31"),
        loan("2020-01-01", "2025-10-31"),
    ]

    plan = case(*chain)

    assert "comes to 20 months" in said(plan)[0]


def test_loans_that_overlap_count_once():
    plan = case(loan("2026-07-01", "2026-11-30"), loan("2026-09-01", "2026-12-31"))

    assert "comes to 18 months" in said(plan)[0]


@pytest.mark.parametrize("code", PLACES)
def test_each_place_that_counts_earlier_loans_asks_for_them_and_counts_them(code):
    id, more = PLACES[code]
    answers = SECOND_LOAN | {"home_country": code, "host_country": code} | more
    answers["end_date"] = date(2027, 5, 31)
    earlier = [loan("2022-02-01", "2027-01-31")]

    without, unknown, with_loan = (
        plan_of(answers | given)
        for given in ({"earlier_loans": []}, {}, {"earlier_loans": earlier})
    )

    assert risk(without, id) is None
    assert risk(unknown, id).verdict.truth is None
    assert "earlier_loans" in risk(unknown, id).verdict.waits_for
    if code == "AT":  # counts each calendar year alone: January and four months make five
        assert risk(with_loan, id) is None
        with_loan = plan_of(
            answers | {"earlier_loans": earlier, "end_date": date(2027, 6, 30)},
        )
        assert risk(with_loan, id) is None
        with_loan = plan_of(answers | {"earlier_loans": earlier, "end_date": date(2027, 7, 1)})
    assert risk(with_loan, id).verdict.truth is True
    assert said(with_loan)


@pytest.mark.parametrize("earlier", [("2020-01-01", "2020-03-31"), ("2026-02-01", "2026-03-31")])
def test_a_loan_outside_the_fullest_year_is_not_said_to_count(earlier):
    days = {"start_date": date(2026, 12, 1), "end_date": date(2027, 9, 30)}
    answers = SECOND_LOAN | PLACES["AT"][1] | days | {"home_country": "DE", "host_country": "AT"}
    plan = plan_of(answers | {"earlier_loans": [loan(*earlier)]})

    assert said(plan) == [], "mend the readers of rules/limits.lengthened"
    reasons = [reason.sentence for p in plan.risks for reason in p.verdict.because]
    assert not [each for each in reasons if "Earlier loans to this host count" in each]
    assert not [check for check in plan.days.limits if "with earlier loans" in check.stay]


def test_an_empty_cell_of_a_file_stays_empty():
    assert as_texts({"earlier_loans": [{"from": "2025-01-01", "to": None}]}) == {
        "earlier_loans": [{"id": "1", "from": "2025-01-01"}]
    }


def test_no_row_is_no_answer_that_is_ignored():
    answers = {"relationship": "same_employer", "earlier_loans": []}
    facts, _ = read(answers)

    assert unused_notes(answers, facts, LIBRARY.questions) == ()


def test_a_place_without_a_break_counts_what_goes_before_without_one():
    answers = {"home_country": "SE", "host_country": "NO", "end_date": date(2027, 9, 30)}
    on_end = loan("2026-07-01", "2027-01-29")  # a Friday; the next one begins on a Monday
    with_a_gap = loan("2026-07-01", "2027-01-28")

    assert risk(case(on_end, **answers), "no-written-agreement")
    assert risk(case(with_a_gap, **answers), "no-written-agreement") is None


def test_sweden_counts_what_lies_within_three_years():
    answers = {"host_country": "SE", "supplies_staff": "yes"}

    within = case(loan("2025-02-01", "2026-02-28"), **answers)
    before = case(loan("2023-01-01", "2025-01-31"), **answers)

    assert risk(within, "se-offer-of-a-post").verdict.truth is True
    assert risk(before, "se-offer-of-a-post") is None


def test_without_an_answer_the_check_says_that_earlier_loans_count():
    plan = plan_of(SECOND_LOAN)

    found = risk(plan, "de-longest-loan")
    assert found.verdict.truth is None
    assert found.verdict.waits_for == ("earlier_loans",)
    assert "Earlier loans to this host count too" in found.risk.why
    assert "earlier_loans" in {gap.question for gap in plan.gaps}


def test_a_loan_that_is_too_long_by_itself_needs_no_answer():
    plan = plan_of(SECOND_LOAN | {"end_date": date(2028, 12, 31)})

    assert risk(plan, "de-longest-loan").verdict.truth is True


@pytest.mark.parametrize(
    "change",
    [
        {"relationship": "same_employer"},
        {"direction": "home"},
        {"home_country": "FR", "host_country": "FR"},
        {"home_country": "NO", "host_country": "GB"},
    ],
)
def test_the_question_is_not_asked_where_no_limit_counts_its_answer(change):
    facts, _ = read(SECOND_LOAN | change)
    plan = make_plan(facts, LIBRARY, TODAY)

    assert facts.earlier_loans == ()
    assert "earlier_loans" not in {gap.question for gap in plan.gaps}


def test_a_simple_internal_case_has_no_question_more():
    plan = plan_of({"relationship": "same_employer", "home_country": "DE", "host_country": "DE"})

    assert not {gap.question for gap in plan.gaps} & {"earlier_loans"}


def test_a_stay_moved_back_holds_the_earlier_months_and_days():
    periods = [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 6, 1), date(2026, 6, 10))]

    assert moved_back(date(2027, 2, 1), periods) == date(2026, 10, 22)


def test_a_limit_without_earlier_loans_does_not_wait_for_them():
    limit = LIBRARY.limits["a1_months"]
    facts, _ = read(SECOND_LOAN)

    assert counting(limit, facts, LIBRARY.limits) == ()
    assert exceeds(limit, facts.start_date, facts.end_date, None) is None
    assert exceeds(limit, facts.start_date, facts.end_date) is False


# Reading


@pytest.mark.parametrize(
    ("row", "cell", "message"),
    [
        ({"from": date(2026, 1, 1)}, "1/to", "Last day is missing"),
        ({"to": "2026-01-01"}, "1/from", "First day is missing"),
        ({"id": "b", "from": "soon", "to": "2026-02-01"}, "b/from", "“soon” is not a day"),
        ({"id": "b", "from": "2026-02-02", "to": "2026-02-01"}, "b/to", "before the first day"),
        ({"from": "2026-02-02", "to": 7}, "1/to", "“7” is not a day"),
        ({"from": "2026-12-01", "to": "2027-02-01"}, "1/to", "not before 1 February 2027"),
        ({"from": "2026-12-01", "to": "2026-12-02", "host": "x"}, "", "no “host” in a row"),
    ],
)
def test_a_problem_of_a_row_names_its_cell(row, cell, message):
    facts, problems = read(SECOND_LOAN | {"earlier_loans": [row]})

    [problem] = problems
    assert (problem.question, problem.cell) == ("earlier_loans", cell)
    assert message in problem.message
    assert facts.earlier_loans is None


def test_each_faulty_row_has_its_problems():
    rows = [{"from": "x", "to": "y"}, loan("2026-01-01", "2026-02-01"), {"to": "2026-03-01"}]

    _, problems = read(SECOND_LOAN | {"earlier_loans": rows})

    assert [problem.cell for problem in problems] == ["1/from", "1/to", "3/from"]


@pytest.mark.parametrize("raw", ["yes", 7, {"from": "2026-01-01"}, ["2026-01-01"], [None], True])
def test_what_is_no_list_of_rows_is_a_problem_and_no_fault(raw):
    facts, problems = read(SECOND_LOAN | {"earlier_loans": raw})

    assert facts.earlier_loans is None
    assert "Give each row a table with from, to." in problems[0].message


def test_too_many_rows_are_a_problem():
    rows = [loan("2026-01-01", "2026-01-02")] * 51

    _, [problem] = read(SECOND_LOAN | {"earlier_loans": rows})

    assert "at most 50" in problem.message


@pytest.mark.parametrize(
    "raw", [None, "", " ", "unsure", [{}], [{"id": "a", "from": "", "to": ""}]]
)
def test_rows_without_anything_in_them_are_no_answer(raw):
    facts, problems = read(SECOND_LOAN | {"earlier_loans": raw})

    assert not problems
    assert facts.earlier_loans is None


def test_an_empty_list_says_that_there_was_none():
    facts, problems = read(SECOND_LOAN | {"earlier_loans": []})

    assert not problems
    assert facts.earlier_loans == ()


def test_rows_keep_their_ids_and_none_has_that_of_another():
    rows = [loan("2026-01-01", "2026-01-02", id=id) for id in ("a", "a", "", "2")]

    facts, _ = read(SECOND_LOAN | {"earlier_loans": rows})

    ids = [row.id for row in facts.earlier_loans]
    assert ids[0] == "a"
    assert len(set(ids)) == 4


def test_days_of_a_row_are_read_as_people_write_them():
    rows = [{"from": "31/03/2026", "to": "31.05.2026"}]

    facts, problems = read(SECOND_LOAN | {"earlier_loans": rows})

    assert not problems
    assert facts.earlier_loans == (
        Row("1", (("from", date(2026, 3, 31)), ("to", date(2026, 5, 31)))),
    )


# Where rows stand


def test_a_toml_file_holds_rows_as_an_array_of_tables(tmp_path):
    file = tmp_path / "case.toml"
    file.write_text(
        'relationship = "unrelated"\nhome_country = "DE"\nhost_country = "DE"\ndirection = "host"\n'
        "start_date = 2027-02-01\nend_date = 2028-01-31\n"
        "[[earlier_loans]]\nfrom = 2026-01-01\nto = 2026-12-31\n"
    )

    facts, problems = read(read_answers_file(file))

    assert not problems
    assert len(facts.earlier_loans) == 1


def test_a_plan_file_keeps_rows_as_a_list_and_gives_them_back():
    answers = SECOND_LOAN | {"earlier_loans": [loan("2026-01-01", "2026-12-31")]}
    text = written(new_file(LIBRARY.version, answers))

    file = opened(text, LIBRARY)

    rows = [{"id": "1", "from": "2026-01-01", "to": "2026-12-31"}]
    assert json.loads(text)["answers"]["earlier_loans"] == rows
    assert file.answers["earlier_loans"] == rows
    assert file.content["answers"]["earlier_loans"] == rows
    assert not file.notes
    assert not open_file(text).misfits


@pytest.mark.parametrize(
    "rows",
    ["none", [{"id": "a", "from": "soon"}], [{"id": "a", "of": "x"}], ["x"], [{"id": 7}]],
)
def test_rows_that_do_not_fit_are_named_and_kept(rows):
    file = new_file(LIBRARY.version, SECOND_LOAN)
    file["answers"]["earlier_loans"] = rows

    found = opened(json.dumps(file), LIBRARY)

    assert "earlier_loans" not in found.answers
    assert found.content["answers"]["earlier_loans"] == rows
    assert any("Has the secondee been lent to this host before?" in note for note in found.notes)


def test_a_plan_as_json_has_the_rows_and_tells_none_from_unknown():
    rows = {"earlier_loans": [loan("2026-01-01", "2026-12-31", id="a")]}
    shown = [
        plan_json(plan_of(SECOND_LOAN | given), LIBRARY)["answers"].get("earlier_loans")
        for given in (rows, {"earlier_loans": []}, {})
    ]

    assert shown == [[{"id": "a", "from": "2026-01-01", "to": "2026-12-31"}], [], None]


def test_answers_of_a_json_plan_can_be_read_again():
    plan = case(loan("2026-01-01", "2026-12-31"))

    again, problems = read(plan_json(plan, LIBRARY)["answers"])

    assert not problems
    assert again.earlier_loans == plan.facts.earlier_loans


def test_a_document_words_rows_as_lines():
    facts, _ = read(
        SECOND_LOAN
        | {"earlier_loans": [loan("2026-01-01", "2026-02-01"), loan("2026-03-01", "2026-04-01")]}
    )

    words = phrase("earlier_loans", facts, LIBRARY)

    assert words == "1 January 2026 to 1 February 2026\n1 March 2026 to 1 April 2026"


def test_the_page_gets_the_problem_of_a_cell():
    answers = as_texts(SECOND_LOAN) | {"earlier_loans": [{"id": "q", "from": "2026-05-01"}]}

    reply = json.loads(
        handle(json.dumps({"do": "plan", "answers": answers, "today": "2026-11-30"}))
    )

    [problem] = reply["problems"]
    assert (problem["question"], problem["cell"]) == ("earlier_loans", "q/to")


def test_a_question_in_rows_names_its_columns():
    [shown] = [each for each in questions_json(LIBRARY) if each["kind"] == "rows"]

    assert shown["row"] == "loan"
    assert [column["id"] for column in shown["columns"]] == ["from", "to"]
    assert set(shown["asked_any"]) == {"home_country", "host_country"}


# The library


def test_the_library_asks_in_the_countries_whose_limits_count():
    question = LIBRARY.questions["earlier_loans"]
    wrong = replace(question, asked_any={"host_country": ("DE",)})
    library = replace(LIBRARY, questions={**LIBRARY.questions, question.id: wrong})

    assert not find_wrong_rows(LIBRARY)
    assert any(
        "“asked_any” must hold for host_country" in each for each in find_wrong_rows(library)
    )


def test_a_faulty_question_in_rows_is_named():
    question = LIBRARY.questions["earlier_loans"]
    column = replace(question.columns[0], kind="choice")
    for wrong in (
        replace(question, row=""),
        replace(question, kind="date"),
        replace(question, columns=(column,)),
        replace(question, columns=question.columns[:1] * 2),
    ):
        library = replace(LIBRARY, questions={**LIBRARY.questions, question.id: wrong})

        assert find_wrong_rows(library), wrong


def test_a_limit_that_counts_earlier_loans_is_in_months():
    limit = LIBRARY.limits["de_lending_months"]
    for wrong in (replace(limit, unit="days"), replace(limit, break_limit="no_such_limit")):
        library = replace(LIBRARY, limits={**LIBRARY.limits, limit.id: wrong})

        assert find_wrong_rows(library), wrong


def test_the_german_figures_are_those_of_the_act():
    values = [
        LIBRARY.limits[name].values[-1].value for name in ("de_lending_months", "de_break_months")
    ]

    assert values == [Decimal(18), Decimal(3)]
